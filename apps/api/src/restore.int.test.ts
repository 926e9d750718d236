import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";
import { type ServerProcess, startServerProcess } from "./testing/server-process.ts";

let api: TestApi;
let acme: TestOrg;
/** A copy of the database as it was before its last entries. */
let backup: TestDatabase;
let signerDir: string;
let lost: { size: number; root: string };

const decide = async (server: ServerProcess, count: number) => {
  for (let i = 0; i < count; i++) {
    const { status, text } = await server.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
    expect(status, text).toBe(200);
  }
};
const headOf = async (server: ServerProcess) => (await server.call("GET", "audit/checkpoint", { token: acme.owner })).body;

beforeAll(async () => {
  signerDir = await mkdtemp(join(tmpdir(), "al-signer-"));
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  const first = await startServerProcess(api.database, { DATA_DIR: signerDir });
  await decide(first, 3);
  await first.end("SIGTERM");

  await api.database.inspectServer(`ALTER DATABASE ${api.database.name} ALLOW_CONNECTIONS false`);
  await api.database.inspectServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [api.database.name]);
  backup = await createTestDatabase({ template: api.database.name });
  await api.database.inspectServer(`ALTER DATABASE ${api.database.name} ALLOW_CONNECTIONS true`);

  const second = await startServerProcess(api.database, { DATA_DIR: signerDir });
  await decide(second, 2);
  lost = await headOf(second);
  await second.end("SIGTERM");
});
afterAll(async () => {
  await backup?.drop();
  await api.close();
  await rm(signerDir, { recursive: true, force: true });
});

describe("a restored backup", { timeout: 60_000 }, () => {
  it("is refused by a signer that remembers a longer log: nothing is decided", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    const { status, body } = await server.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
    expect([status, body.code]).toEqual([503, "LEDGER_DIVERGED"]);
    await server.end("SIGKILL");
  });

  it("goes on when the signer's state was moved away, valid in itself and not what pins remember", async () => {
    const server = await startServerProcess(backup);
    // What the refused signer had committed is in the log too: one entry, unsigned until now.
    await decide(server, 1);
    const head = await headOf(server);
    expect(head.size).toBe(lost.size);
    expect(head.root).not.toBe(lost.root);
    const { body } = await server.call("GET", "audit/verify", { token: acme.owner });
    expect(body).toMatchObject({ chain_valid: true, size: lost.size });
    await server.end("SIGTERM");
  });
});
