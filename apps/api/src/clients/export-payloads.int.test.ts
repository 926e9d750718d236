import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { extractZip } from "@agentlattice/test-kit/extract-zip";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const cliFolder = fileURLToPath(new URL("../../../../packages/cli", import.meta.url));
/** Inside the package, where commander is found. */
const built = join(cliFolder, "node_modules/.cache/export-payloads-int");
const home = mkdtempSync(join(tmpdir(), "al-export-"));
const FILES = ["entries.ndjson", "payloads.ndjson", "policies.ndjson", "manifest.json", "checkpoint.txt", "README.md"];
const JUSTIFICATION = "Ticket 4711 says so";
let api: TestApi;
let served: ServedApi;
let org: TestOrg;

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  const { body: asked } = await api.call("POST", "actions", {
    token: org.agentKey,
    body: { action_type: "pr.merge", metadata: { line: "a\u2028b" }, justification: JUSTIFICATION },
  });
  const { digest } = (await api.call("GET", `approvals/${asked.approval_id}`, { token: org.agentKey })).body;
  const decision = { decision: "approve", digest, reason: "Read it." };
  await api.call("POST", `approvals/${asked.approval_id}/decision`, { token: org.owner, body: decision });
  await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: org.agentKey, body: {} });
  await api.call("POST", `actions/${asked.audit_event_id}/report`, {
    token: org.agentKey,
    body: { status: "success", message: "Merged." },
  });
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], { cwd: cliFolder });
  writeFileSync(join(home, "agentlattice"), `#!/bin/sh\nexec '${process.execPath}' '${join(built, "main.mjs")}' "$@"\n`, { mode: 0o755 });
}, 120_000);
afterAll(async () => {
  await served.close();
  await api.close();
  for (const folder of [home, built]) rmSync(folder, { recursive: true, force: true });
});

/** Runs a line of a shell where the built command line is found. */
async function sh(line: string, cwd = home, env: Record<string, string> = {}) {
  const run = promisify(execFile)("sh", ["-c", line], { cwd, env: { PATH: `${home}:${process.env.PATH}`, HOME: home, ...env } });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, stdout: stdout as string, stderr: stderr as string }),
  );
}

async function exported(name: string, ...flags: string[]): Promise<string> {
  const env = { AL_API_KEY: org.orgKey, AL_BASE_URL: served.url };
  const done = await sh(`agentlattice export --payloads --out ${name}.zip ${flags.join(" ")}`, home, env);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  const folder = join(home, name);
  expect(await extractZip(`${folder}.zip`, folder)).toEqual(FILES);
  return folder;
}

const commandsOf = (folder: string) =>
  [...readFileSync(join(folder, "README.md"), "utf8").matchAll(/```sh\n([^`]+)```/g)].flatMap(([, text = ""]) => text.trim().split("\n"));

describe("an export with payloads", () => {
  it("is one zip whose instructions work as written", async () => {
    const folder = await exported("whole");
    const commands = commandsOf(folder);
    const codes: number[] = [];
    for (const command of commands) codes.push((await sh(command, folder)).code);
    expect(codes).toEqual([10, 10, 0]);
    const { stdout } = await sh(`${commands[0]} --json`, folder);
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    expect(JSON.parse(stdout)).toMatchObject({
      status: "SIGNED",
      entries: manifest.entries,
      payloads: { checked: manifest.payloads.values, withheld: 0 },
      policies: { checked: 1 },
    });
    const payloads = readFileSync(join(folder, "payloads.ndjson"), "utf8");
    for (const text of [JUSTIFICATION, "Read it.", "Merged.", "release-bot"]) expect(payloads).toContain(text);
    expect(readFileSync(join(folder, "policies.ndjson"), "utf8")).toContain("pr.merge");
    expect(readFileSync(join(folder, "README.md"), "utf8")).toMatch(/\| 10 \| Valid/);
    const { data } = (await api.call("GET", "audit/events?kind=audit.exported&limit=1", { token: org.owner })).body;
    const { body: detail } = await api.call("GET", `audit/events/${data[0].id}`, { token: org.owner });
    expect(JSON.stringify(detail)).toContain('"payloads":true');
  });

  it("proves a part of the log", async () => {
    const folder = await exported("part", "--from 2 --to 5");
    const [command = ""] = commandsOf(folder);
    expect(await sh(command, folder)).toMatchObject({ code: 10 });
  });

  it.each([
    ["payloads.ndjson", JUSTIFICATION, "Ticket 4712 says so", "PAYLOAD_MISMATCH"],
    ["payloads.ndjson", '"field":"decision"', '"field":"decisions"', "PAYLOAD_UNKNOWN"],
    ["payloads.ndjson", '"seq":', '"sec":', "PAYLOAD_MALFORMED"],
    ["policies.ndjson", "pr.merge", "pr.close", "POLICY_MISMATCH"],
    ["policies.ndjson", '"version":1', '"version":7', "POLICY_UNKNOWN"],
    ["entries.ndjson", '"seq":3,', '"seq":4,', "WRONG_SEQ"],
  ])("finds a change in %s: %s", async (file, from, to, kind) => {
    const folder = join(home, `changed-${kind}`);
    await extractZip(join(home, "whole.zip"), folder);
    const text = readFileSync(join(folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
    const [command = ""] = commandsOf(folder);
    const { code, stdout } = await sh(command, folder);
    expect([code, stdout]).toEqual([40, expect.stringContaining(kind)]);
  });

  it("requires permission to read payloads, and refuses filters", async () => {
    const get = async (token: string, query = "") =>
      (await api.app.request(`/api/v1/audit/export/payloads${query}`, { headers: { authorization: `Bearer ${token}` } })).status;
    for (const role of ["admin", "auditor"]) expect(await get((await org.addMember(role)).token), role).toBe(200);
    for (const role of ["operator", "member"]) expect(await get((await org.addMember(role)).token), role).toBe(403);
    expect(await get(org.agentKey)).toBe(403);
    expect(await get(org.owner, "?kind=action.denied")).toBe(422);
    expect(await get(org.owner, "?from=999999")).toBe(422);
    const refused = await sh("agentlattice export --payloads --out no.zip --kind action.denied", home, {
      AL_API_KEY: org.orgKey,
      AL_BASE_URL: served.url,
    });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--from and --to") });
  });

  it("lets an auditor resolve the names of people in the log", async () => {
    const auditor = await org.addMember("auditor");
    const { status, body } = await api.call("GET", "members", { token: auditor.token });
    expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining("Olive Owner")]);
    expect((await api.call("GET", "members", { token: (await org.addMember("operator")).token })).status).toBe(403);
  });
});
