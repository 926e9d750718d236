import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const page = readFileSync(new URL("../../../../docs/how-to-roll-out-a-policy.md", import.meta.url), "utf8");
const cliFolder = fileURLToPath(new URL("../../../../packages/cli", import.meta.url));
/** Inside the package, where commander is found. */
const built = join(cliFolder, "node_modules/.cache/cli-roll-out");
const folder = mkdtempSync(join(tmpdir(), "al-roll-out-"));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let agentKey: string;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  const body = { name: "dev", environment: "dev" };
  agentKey = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body })).body.api_key;
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], { cwd: cliFolder });
});
afterAll(async () => {
  await served.close();
  await api.close();
  for (const made of [folder, built]) rmSync(made, { recursive: true, force: true });
});

/** The indented blocks of a section, without their indent. */
function blocksOf(step: number): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${step}. `)) ?? "";
  return [...section.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ""));
}

async function shell(command: string | undefined): Promise<string> {
  const script = `npx() { shift; "${process.execPath}" "${join(built, "main.mjs")}" "$@"; }\n${command}`;
  const env = { PATH: process.env.PATH, HOME: folder, AL_BASE_URL: served.url, ORG_KEY: org.orgKey, AGENT_KEY: agentKey };
  return (await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder, env })).stdout;
}

test("every command of the guide has the documented effect", { timeout: 120_000 }, async () => {
  const [watch, submit] = blocksOf(1);
  expect(JSON.parse(await shell(watch))).toMatchObject({ environment_modes: { dev: "monitor", prod: "enforce" } });
  expect(JSON.parse(await shell(submit))).toMatchObject({
    status: "executed",
    decision: { shadow: [{ id: "default", action: "DENY", reason: "NO_MATCHING_POLICY" }] },
  });

  const [document, publish] = blocksOf(2);
  writeFileSync(join(folder, "small-prs.yaml"), document ?? "");
  await shell(publish);
  expect(JSON.parse(await shell(submit))).toMatchObject({
    status: "executed",
    decision: {
      shadow: [{ name: "small-prs", verdict: "deny", mode: "monitor", action: "DENY", reason: "CONDITIONS_DENIED", findings: [] }],
    },
  });

  const [read] = blocksOf(3);
  expect((await shell(read)).trim().split("\n")).toHaveLength(2);

  const [enforce] = blocksOf(4);
  await shell(enforce);
  expect(JSON.parse(await shell(submit))).toMatchObject({
    status: "denied",
    denial_reason: "CONDITIONS_DENIED",
    message: expect.stringContaining("Split the change into smaller pull requests."),
  });
});
