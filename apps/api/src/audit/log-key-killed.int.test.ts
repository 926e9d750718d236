import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeId } from "@agentlattice/core";
import { AgentLattice, type Receipt, verifyReceipt } from "@agentlattice/sdk";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const SOON = { timeout: 20_000, interval: 50 };
let api: TestApi;
let org: TestOrg;
let dataDir: string;
let victim: ServerProcess;
let heir: ServerProcess | null = null;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  dataDir = await mkdtemp(join(tmpdir(), "al-killed-"));
  await mkdir(join(dataDir, "signer"), { recursive: true });
  // A process reads its signer state before it signs for the first time. It waits for ever on a pipe that has no writer.
  execFileSync("mkfifo", [stateFile()]);
  victim = await startServerProcess(api.database, { DATA_DIR: dataDir });
}, 60_000);
afterAll(async () => {
  await Promise.all([victim?.end("SIGKILL"), heir?.end("SIGKILL")]);
  await api?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const stateFile = () => join(dataDir, "signer", `${decodeId("org", org.orgId)}.json`);
const count = async (table: string, where = "true"): Promise<number> => {
  const [row] = await api.database.inspect<{ n: number }>(`SELECT count(*)::int AS n FROM app.${table} WHERE ${where}`);
  return row?.n ?? 0;
};
const act = (at: Pick<ServerProcess, "call">, eventId: string) =>
  at.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" }, headers: { "x-al-event-id": eventId } });

it("a process killed between the commit of a rotation and the signature with the new key loses nothing", {
  timeout: 60_000,
}, async () => {
  const before = (await act(api, "before")).body.receipt as Receipt;
  const { vkey } = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
  const decided = await count("decision");

  const rotation = victim.call("POST", "audit/keys/rotate", { token: org.owner, body: { vkey } }).catch(() => "broken off");
  await vi.waitFor(async () => expect(await count("log_key")).toBe(1), SOON);
  const action = act(victim, "unsigned").catch(() => "broken off");
  await vi.waitFor(async () => expect(await count("decision")).toBe(decided + 1), SOON);
  const rotatedAt = await api.database.inspect<{ seq: number }>("SELECT seq::int AS seq FROM app.log_key");
  expect(await count("ledger_checkpoint", `size > ${rotatedAt[0]?.seq}`), "no head of the new key is signed").toBe(0);
  expect((await victim.end("SIGKILL")).signal).toBe("SIGKILL");
  expect([await rotation, await action]).toEqual(["broken off", "broken off"]);

  await rm(stateFile());
  heir = await startServerProcess(api.database, { DATA_DIR: dataDir });
  const replayed = await act(heir, "unsigned");
  expect([replayed.status, replayed.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
  const after = (await act(heir, "after")).body.receipt as Receipt;
  const head = (await heir.call("GET", "audit/checkpoint", { token: org.owner })).body;
  expect(head.vkey).not.toBe(vkey);

  for (const receipt of [before, replayed.body.receipt as Receipt, after])
    expect((await verifyReceipt(receipt, { vkey })).seq).toBe(receipt.seq);
  expect((await verifyReceipt(after, { vkey: head.vkey })).seq).toBe(after.seq);
  const [entry] = (await heir.call("GET", "audit/events?kind=ledger.key_rotated", { token: org.owner })).body.data;
  expect([entry.seq, entry.seq + 1]).toEqual([rotatedAt[0]?.seq, replayed.body.receipt.seq]);
  expect((await heir.call("GET", "audit/verify", { token: org.owner })).body).toMatchObject({ chain_valid: true, findings: [] });
  const al = new AgentLattice({ apiKey: org.agentKey, baseUrl: heir.url });
  await al.ledger.verifyReceipt(after);
  const repeated = await heir.call("POST", "audit/keys/rotate", { token: org.owner, body: { vkey } });
  expect([repeated.status, repeated.body.code]).toEqual([409, "LOG_KEY_REPLACED"]);
});
