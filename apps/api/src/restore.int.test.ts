import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogVerifier, openCheckpoint } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { buildCli } from "@agentlattice/test-kit/built-cli";
import { extractZip } from "@agentlattice/test-kit/extract-zip";
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

  it("states in reports, coverage and manifests that earlier entries are not counted", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    const token = await signIn(server);
    const read = async (path: string) => (await server.call("GET", path, { token })).body;
    const earlier = [{ generation: 1, origin: begun.previous.origin, size: begun.previous.size, ended_at: expect.any(String) }];
    const limit = {
      id: "generation",
      text: expect.stringMatching(
        new RegExp(`Only entries of generation 2 are counted, not those of generation 1 \\(${begun.previous.size} entries\\)`),
      ),
    };
    for (const path of ["compliance/article-12", "compliance/soc2", "coverage"])
      expect(await read(path)).toMatchObject({ earlier_generations: earlier, limits: expect.arrayContaining([limit]) });
    const html = await server.call("GET", "compliance/article-12?format=html", { token });
    const csv = await server.call("GET", "compliance/article-12?format=csv", { token });
    for (const { text } of [html, csv]) expect(text).toContain("Only entries of generation 2 are counted");
    // A range after the restore lacks nothing.
    const [{ ended_at }] = (await read("coverage")).earlier_generations;
    const after = await read(`coverage?from=${encodeURIComponent(new Date(Date.parse(ended_at) + 1).toISOString())}`);
    expect(after.limits.map(({ id }: { id: string }) => id)).not.toContain("generation");
    const exported = await server.call("GET", "audit/export", { token });
    const manifest = await read(`audit/export/manifest?export=${exported.headers.get("al-export-id")}`);
    expect(manifest).toMatchObject({ generation: 2, earlier_generations: earlier, origin: begun.origin });
    await server.end("SIGTERM");
  });

  it("exports the payloads of the old generation, which verify under its kept head", async () => {
    const server = await startServerProcess(backup, { DATA_DIR: signerDir });
    const token = await signIn(server);
    const zipped = async (query: string) => {
      const answer = await fetch(`${server.url}/api/v1/audit/export/payloads${query}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const folder = await mkdtemp(join(tmpdir(), "al-g1-"));
    const old = await zipped("?generation=1");
    expect([old.status, old.headers.get("al-ledger-from"), old.headers.get("al-ledger-to")]).toEqual([
      200,
      "0",
      String(begun.previous.size - 1),
    ]);
    expect((await unzip(old.bytes, folder)).sort()).toEqual([
      "README.md",
      "entries.ndjson",
      "manifest.json",
      "payloads.ndjson",
      "policies.ndjson",
    ]);
    const manifest = manifestIn(folder);
    expect(manifest).toMatchObject({
      generation: 1,
      from: 0,
      first_seq: 0,
      last_seq: begun.previous.size - 1,
      origin: begun.previous.origin,
      checkpoint: null,
    });
    expect(manifest.vkey).toBe(readFileSync(join(begun.kept, "vkey.txt"), "utf8").trim());
    await cp(join(begun.kept, "checkpoint.txt"), join(folder, "checkpoint.txt"));
    const command = /^agentlattice (verify .*)$/m.exec(readFileSync(join(folder, "README.md"), "utf8"))?.[1]?.replaceAll("'", "") ?? "";
    const cli = await buildCli("restore-int", { home: folder, baseUrl: server.url });
    const verified = await cli.run([...command.split(" "), "--json"], {});
    const outcome = JSON.parse(verified.stdout);
    expect([verified.code, outcome]).toMatchObject([10, { status: "SIGNED", entries: begun.previous.size, payloads: { withheld: 0 } }]);
    expect(outcome.payloads.checked).toBe(manifest.payloads.values);
    expect(outcome.policies.checked).toBeGreaterThan(0);

    await unzip((await zipped("?generation=1&from=1&to=2")).bytes, folder);
    expect(manifestIn(folder)).toMatchObject({ from: 1, to: 2, entries: 2, first_seq: 1, last_seq: 2 });
    await unzip((await zipped("?generation=2")).bytes, folder);
    expect(manifestIn(folder)).toMatchObject({
      generation: 2,
      checkpoint: expect.stringContaining(begun.origin),
    });
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("does not contain generation 1");
    for (const query of ["?generation=3", "?generation=0", "?generation=1&from=99999", "?generation=1&from=2026-11-21"])
      expect((await zipped(query)).status).toBe(422);
    // The export is an entry of the newest generation.
    expect((await server.call("GET", `audit/events/${old.headers.get("al-export-id")}`, { token })).body).toMatchObject({
      kind: "audit.exported",
      data: { from: 0, to: begun.previous.size - 1, generation: 1, payloads: true },
    });
    cli.remove();
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

async function unzip(bytes: Buffer, folder: string): Promise<string[]> {
  writeFileSync(join(folder, "export.zip"), bytes);
  return extractZip(join(folder, "export.zip"), folder);
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

function opened(note: string, vkey: string) {
  const head = openCheckpoint(sha256, verifyEd25519, { note, vkey });
  if (!head.ok) throw new Error(head.reason);
  return head;
}
