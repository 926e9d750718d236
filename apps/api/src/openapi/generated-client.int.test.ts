import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import openapiTS, { astToString } from "openapi-typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const run = promisify(execFile);
const TSC = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));

/** Requests as a developer who has only the document would write them. */
const CLIENT = `
import type { components, paths } from "./schema.js";
declare const process: { argv: string[] };

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Submit = paths["/actions"]["post"];
type Refusal = Submit["responses"][429]["content"]["application/problem+json"];

async function submit(body: Json<NonNullable<Submit["requestBody"]>>): Promise<Json<Submit["responses"][200]>> {
  const response = await fetch(process.argv[2] + "/api/v1/actions", {
    method: "POST",
    headers: { authorization: "Bearer " + process.argv[3], "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status === 429) {
    const { code }: Refusal = await response.json();
    const closed: "RATE_LIMITED" | "QUEUE_FULL" | "INSPECTION_BUDGET" | "INSPECTION_QUEUE_FULL" = code;
    throw new Error(closed);
  }
  return response.json();
}

// @ts-expect-error The body has no such field.
void (() => submit({ action_type: "doc.read", colour: "red" }));
// @ts-expect-error The action type is a string.
void (() => submit({ action_type: 3 }));

const result = await submit({ action_type: "doc.read", metadata: { page: 1 } });
const id: string = result.audit_event_id;
const problem: components["schemas"]["Problem"] | null = null;
console.log(JSON.stringify({ id, status: result.status, problem }));
`;

let api: TestApi;
let acme: TestOrg;
let server: ServerProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "al-client-"));
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  server = await startServerProcess(api.database);
});
afterAll(async () => {
  await server.end("SIGKILL");
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

it("a client generated from the served document compiles and makes a typed call", { timeout: 180_000 }, async () => {
  const document = await (await fetch(`${server.url}/api/v1/openapi.json`)).text();
  const files = {
    "schema.ts": astToString(await openapiTS(document)),
    "client.ts": CLIENT,
    "package.json": JSON.stringify({ type: "module" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        skipLibCheck: true,
        lib: ["ES2023", "DOM"],
        types: [],
      },
      files: ["client.ts"],
    }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const compiled = await run(process.execPath, [TSC, "-p", folder]).catch((error: { stdout: string }) => error);
  expect(compiled.stdout).toBe("");
  const { stdout } = await run(process.execPath, [join(folder, "client.js"), server.url, acme.agentKey]);
  expect(JSON.parse(stdout)).toEqual({ id: expect.stringMatching(/^evt_/), status: "executed", problem: null });
});
