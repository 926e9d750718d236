import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogVerifier, openCheckpoint } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

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
  await cp(join(signerDir, "signer"), join(signerDir, "kept"), { recursive: true });
});
afterAll(async () => {
  await backup?.drop();
  await api.close();
  await rm(signerDir, { recursive: true, force: true });
});

/** Returns the response of `/ready` after the process has started its threads and checked its ledgers. */
const ready = async (server: ServerProcess) => {
  for (;;) {
    const answer = await fetch(`${server.url}/ready`);
    const body = (await answer.json()) as { code?: string };
    if (body.code !== "STARTING" && body.code !== "SIGNING_PENDING") return { status: answer.status, body };
  }
};
const signIn = async (server: ServerProcess) =>
  (await server.call("POST", "auth/sign-in", { body: { email: acme.ownerEmail, password: PASSWORD } })).body.token as string;

/** `npm run restore`, without what it does before: the tool that is built beside the server. */
const restore = () =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../dist/restore.mjs")], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: backup.owner,
      AL_DATABASE_URL: backup.address,
      AL_KEK: Buffer.from(backup.kek).toString("base64"),
      DATA_DIR: signerDir,
    },
  });

describe("a restored backup", { timeout: 120_000 }, () => {
  let begun: { generation: number; origin: string; vkey: string; previous: { origin: string; size: number; root: string }; kept: string };

  it("is refused by a signer with a longer log: nothing is decided or written, and health reports it from the start", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    expect(await ready(server)).toMatchObject({
      status: 503,
      body: { code: "LEDGER_DIVERGED", detail: expect.stringContaining("npm run restore") },
    });
    const [before] = await backup.inspect<{ n: string }>("SELECT count(*) AS n FROM app.ledger_entry");
    const { status, body } = await server.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
    expect([status, body.code]).toEqual([503, "LEDGER_DIVERGED"]);
    expect(await backup.inspect("SELECT count(*) AS n FROM app.ledger_entry")).toEqual([before]);
    await server.end("SIGTERM");
  });

  it("lets people sign in, and shows the divergence, its start and the remedy", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    const token = await signIn(server);
    const { body } = await server.call("GET", "audit/status", { token });
    expect(body).toMatchObject({ state: "diverged", generation: 1, signed: { size: lost.size, root: lost.root } });
    expect(Date.parse(body.since)).toBeLessThanOrEqual(Date.now());
    expect(body.stored_size).toBeLessThan(lost.size);
    expect(body.remedy).toContain("npm run restore");
    expect((await server.call("POST", "auth/sign-out", { token, body: {} })).status).toBeLessThan(300);
    await server.end("SIGTERM");
  });

  it("continues as a new generation whose first entry contains the old head, when an operator starts it", async () => {
    const { stdout, stderr, status } = restore();
    expect(status, stderr).toBe(0);
    begun = JSON.parse(stdout);
    expect(begun).toMatchObject({ generation: 2, origin: expect.stringMatching(/\/g2$/), signed: { size: lost.size, root: lost.root } });
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    expect(await ready(server)).toMatchObject({ status: 200 });
    await decide(server, 2);
    const head = await headOf(server);
    expect(head).toMatchObject({ origin: begun.origin, vkey: begun.vkey });
    const token = await signIn(server);
    expect((await server.call("GET", "audit/status", { token })).body).toMatchObject({ state: "signed", generation: 2 });
    expect((await server.call("GET", "audit/verify", { token })).body).toMatchObject({ chain_valid: true });
    const first = (await server.call("GET", "audit/events/0", { token })).body;
    expect(first).toMatchObject({
      kind: "ledger.restored",
      seq: 0,
      data: { previous: { origin: begun.previous.origin, size: begun.previous.size } },
    });
    const { size } = (await server.call("GET", "audit/checkpoint", { token })).body;
    expect((await server.call("GET", "audit/keys", { token })).body.data).toMatchObject([
      { number: 1, status: "current", vkey: begun.vkey, entry: null, entries: begun.previous.size + size },
    ]);
    expect((await server.call("GET", "audit/proof/inclusion?seq=1", { token })).status).toBe(200);
    const open = async (name: string) => (await server.call("GET", `audit/events/${name}`, { token })).body;
    expect(await open("g2.0")).toMatchObject({ id: first.id });
    const last = begun.previous.size - 1;
    for (const seq of [0, 1, last]) {
      const old = await open(`g1.${seq}`);
      expect(old).toMatchObject({ seq, entry: expect.stringContaining(`"log":"${begun.previous.origin}"`) });
      expect(await open(old.id)).toMatchObject({ id: old.id, seq });
    }
    expect(await open("g1.0")).toMatchObject({ kind: "org.created" });
    for (const name of [`g1.${last + 1}`, "g3.0", "g0.0", "g1.-1", "g1.", "-1"])
      expect(await open(name)).toMatchObject({ code: "NOT_FOUND" });
    await server.end("SIGTERM");
  });

  it("is exported from its first entry, and verified with the new key only", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    const token = await signIn(server);
    const answer = await fetch(`${server.url}/api/v1/audit/export?format=ndjson`, { headers: { authorization: `Bearer ${token}` } });
    const note = Buffer.from(answer.headers.get("al-ledger-checkpoint") ?? "", "base64").toString();
    const verifier = new LogVerifier(sha256, { origin: begun.origin, checkpoint: opened(note, begun.vkey) });
    verifier.write(new Uint8Array(await answer.arrayBuffer()));
    expect(verifier.finish()).toMatchObject({ status: "SIGNED" });
    const old = begun.vkey.replace("/g2", "/g1");
    expect(openCheckpoint(sha256, verifyEd25519, { note, vkey: old })).toMatchObject({ ok: false });
    await server.end("SIGTERM");
  });

  it("keeps the old generation for auditors, under the newest head that was kept", () => {
    const kept = (name: string) => readFileSync(join(begun.kept, name));
    const vkey = kept("vkey.txt").toString().trim();
    const checkpoint = opened(kept("checkpoint.txt").toString(), vkey);
    const verifier = new LogVerifier(sha256, { origin: begun.previous.origin, checkpoint, allowTail: true });
    verifier.write(kept("entries.ndjson"));
    expect(verifier.finish()).toMatchObject({ status: "SIGNED", entries: begun.previous.size });
  });

  it("cannot be started with write access to the database alone", async () => {
    await backup.inspect("UPDATE app.ledger_generation SET mac = sha256(mac)");
    await rm(join(signerDir, "signer"), { recursive: true });
    await cp(join(signerDir, "kept"), join(signerDir, "signer"), { recursive: true });
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    expect(await ready(server)).toMatchObject({ status: 503, body: { code: "LEDGER_DIVERGED" } });
    await server.end("SIGKILL");
  });

  it("changes nothing where every ledger extends its signed head", async () => {
    await rm(join(signerDir, "signer"), { recursive: true });
    const { stdout, stderr, status } = restore();
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("Nothing was changed");
  });
});

function opened(note: string, vkey: string) {
  const head = openCheckpoint(sha256, verifyEd25519, { note, vkey });
  if (!head.ok) throw new Error(head.reason);
  return head;
}
