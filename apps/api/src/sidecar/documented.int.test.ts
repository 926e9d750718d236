import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROUTES } from "@agentlattice/contract";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

/** Runs the documented examples that people copy. */
const PAGE = readFileSync(fileURLToPath(new URL("../../../../docs/sidecar.md", import.meta.url)), "utf8");
const [SETUP = "", ...BLOCKS] = Array.from(PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, lines]) => lines as string);
const run = promisify(execFile);
const NOT_SERVED = "There is no such route. See /api/v1/openapi.json.";

let api: TestApi;
let org: TestOrg;
let sidecar: ServerProcess;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("mail", { effect: "allow", match: { actions: ["tool.send_email"] } }));
  await org.publish(policy("texts", { effect: "allow", match: { actions: ["content.check"] }, modules: { pii: {} } }));
  sidecar = await startServerProcess(api.database, { AL_SURFACE: "sidecar" });
});
afterAll(async () => {
  await sidecar?.end("SIGKILL");
  await api.close();
});

describe("the sidecar's command", { timeout: 120_000 }, () => {
  it("answers every curl line of docs/sidecar.md", async () => {
    const env = { ...process.env, AL_BASE_URL: sidecar.url, AL_API_KEY: org.agentKey };
    const said: string[] = [];
    for (const block of BLOCKS) said.push((await run("bash", ["-euo", "pipefail", "-c", SETUP + block], { env })).stdout);
    expect(said).toHaveLength(5);
    const [tool, text, scanned, validated, open] = said as [string, string, string, string, string];
    expect(JSON.parse(tool)).toMatchObject({ correlation_id: "order-1842", status: "executed" });
    expect(JSON.parse(text)).toMatchObject({ content: expect.stringMatching(/^Call me on <<PHONE:/) });
    expect(JSON.parse(scanned)).toMatchObject({ action: "REDACT", findings: [{ type: "phone" }] });
    expect(JSON.parse(validated)).toMatchObject({ valid: true });
    expect(open).toContain('{"status":"ok"}{"status":"ready"}');
  });

  it("describes exactly the routes that it serves", async () => {
    const { status, body } = await sidecar.call("GET", "openapi.json");
    expect(status).toBe(200);
    const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described).toEqual(expect.arrayContaining(["POST /evaluate", "POST /validate", "POST /scan", "GET /modules", "GET /ready"]));
    for (const { method, path } of ROUTES) {
      const route = `${method.toUpperCase()} ${path.replace(/:(\w+)/g, "{$1}")}`;
      const { body: answer } = await sidecar.call(method.toUpperCase(), path.replace(/^\//, "").replace(/:\w+/g, "x"), { token: "x" });
      // A path that is served for another method answers 405.
      const isServed = answer?.detail !== NOT_SERVED && answer?.code !== "METHOD_NOT_ALLOWED";
      expect({ route, isServed }).toEqual({ route, isServed: described.includes(route) });
    }
  });

  it("serves the routes of agents and none of the console", async () => {
    const asAgent = { token: org.agentKey };
    expect((await sidecar.call("GET", "approvals", asAgent)).status).toBe(200);
    expect((await sidecar.call("GET", "audit/events", asAgent)).status).toBe(404);
    expect((await sidecar.call("POST", "auth/sign-in", { body: { email: "a@b.test", password: "x" } })).status).toBe(404);
  });
});
