import { createHash } from "node:crypto";
import { fromBase64, LogVerifier, openCheckpoint, toHex, utf8, verifyInclusion } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let vkey: string;

const hashesOf = (texts: string[]) => texts.map((text) => fromBase64(text) as Uint8Array);
const headOf = (note: string) => {
  const head = openCheckpoint(sha256, verifyEd25519, { note, vkey });
  if (!head.ok) throw new Error(head.reason);
  return head;
};
const hexOf = (text: string) => createHash("sha256").update(text).digest("hex");

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  for (let wave = 0; wave < 3; wave++)
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        api.call("POST", "actions", { token: org.agentKey, body: { action_type: i % 10 ? "doc.read" : "email.send" } }),
      ),
    );
  ({ vkey } = (await org.get("audit/checkpoint")).body);
});
afterAll(() => api.close());

describe("a range", () => {
  it("is verified on the server, with its edges", async () => {
    const { size } = (await org.get("audit/checkpoint")).body;
    expect((await org.get("audit/verify?from=10&to=270")).body).toMatchObject({
      chain_valid: true,
      first_broken_at_row_id: null,
      from: 10,
      to: 270,
    });
    expect((await org.get(`audit/verify?from=${size - 1}`)).body).toMatchObject({ chain_valid: true, from: size - 1, to: size - 1 });
    expect((await org.get("audit/verify?to=0")).body).toMatchObject({ chain_valid: true, from: 0, to: 0 });
    expect((await org.get("audit/verify")).body).toMatchObject({ chain_valid: true, from: 0, to: size - 1 });
    for (const [query, path] of [
      ["from=999999", "from"],
      ["to=999999", "to"],
      [`to=${size}`, "to"],
      ["from=9&to=3", "to"],
      ["from=-1", "from"],
      ["from=x", "from"],
      ["until=4", "until"],
    ])
      expect((await org.get(`audit/verify?${query}`)).body, query).toMatchObject({
        status: 422,
        code: "INVALID_REQUEST",
        errors: [{ path }],
      });
    expect((await org.get(`audit/verify?to=${size}`)).body.detail).toContain(`${size - 1}, the last entry`);
  });

  it("is reported as invalid only where it contains the change", async () => {
    const victim = await api.createOrg("Victim");
    await victim.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
    for (let i = 0; i < 6; i++) await api.call("POST", "actions", { token: victim.agentKey, body: { action_type: "doc.read" } });
    const [, second] = (await org.get("audit/events?action_type=doc.read", victim.owner)).body.data;
    await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only");
    await api.database.inspect(
      "UPDATE app.ledger_entry SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'doc.read', 'doc.rexd'), 'UTF8') WHERE leaf_hash = $1",
      [Buffer.from(second.leaf_hash, "hex")],
    );
    await api.database.inspect("ALTER TABLE app.ledger_entry ENABLE TRIGGER append_only");
    expect((await org.get(`audit/verify?from=${second.seq - 2}&to=${second.seq}`, victim.owner)).body).toMatchObject({
      chain_valid: false,
      first_broken_at_row_id: second.id,
    });
    expect((await org.get(`audit/verify?from=1&to=${second.seq - 1}`, victim.owner)).body).toMatchObject({ chain_valid: true });
  });

  it("is proven from leaves and edges to a verifier that has the head", async () => {
    const from = 37;
    const leaves = await org.get(`audit/leaves?from=${from}&limit=100`);
    expect(leaves.headers.get("al-ledger-from")).toBe("37");
    expect(leaves.headers.get("al-ledger-to")).toBe("136");
    const proof = (await org.get(`audit/proof/range?from=${from}&to=136`)).body;
    const head = headOf(proof.checkpoint);
    const verify = (text: string) => {
      const edges = { left: hashesOf(proof.left), right: hashesOf(proof.right) };
      const verifier = new LogVerifier(sha256, { origin: head.origin, checkpoint: head, range: { from, to: 137 }, edges });
      verifier.write(utf8(text));
      return verifier.finish();
    };
    expect(verify(leaves.text)).toMatchObject({ status: "SIGNED", entries: 100 });
    expect(verify(leaves.text.replace("doc.read", "doc.rxad"))).toMatchObject({ status: "INVALID" });
    expect((await org.get("audit/proof/range?from=5&to=4")).body).toMatchObject({ status: 422, errors: [{ path: "to" }] });
    expect((await org.get("audit/proof/range?from=0&to=999999")).body).toMatchObject({ status: 422, errors: [{ path: "to" }] });
    expect((await org.get("audit/proof/range?from=0&to=1&size=7777777")).body).toMatchObject({ status: 422, errors: [{ path: "size" }] });
  });

  it("lists entries only to callers who may read the whole log", async () => {
    for (const token of [org.agentKey, (await org.addMember("member")).token])
      expect((await org.get("audit/leaves?from=0", token)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await org.get("audit/leaves?from=0&limit=2", (await org.addMember("operator")).token)).text.split("\n")).toHaveLength(3);
    expect((await org.get("audit/leaves?from=999999")).body).toMatchObject({ status: 422, errors: [{ path: "from" }] });
    expect((await org.get("audit/leaves?from=0&limit=5001")).body).toMatchObject({ status: 422, errors: [{ path: "limit" }] });
  });
});

describe("an export", () => {
  const exported = async (query: string, token?: string) => {
    const answer = await org.get(`audit/export?${query}`, token);
    const manifest = (await org.get(`audit/export/manifest?export=${answer.headers.get("al-export-id")}`, token)).body;
    return { answer, manifest };
  };

  it("has a manifest that names exactly its file and the head that covers it", async () => {
    const { answer, manifest } = await exported("format=ndjson");
    expect(manifest).toMatchObject({
      manifest_version: 1,
      format: "ndjson",
      file: "entries.ndjson",
      filters: {},
      sha256: hexOf(answer.text),
      bytes: Buffer.byteLength(answer.text),
      entries: answer.text.split("\n").length - 1,
      from: 0,
      to: Number(answer.headers.get("al-ledger-to")),
      first_seq: 0,
      last_seq: Number(answer.headers.get("al-ledger-to")),
      vkey,
      edges: { left: [], right: [] },
    });
    expect(headOf(manifest.checkpoint)).toMatchObject({ origin: manifest.origin, size: manifest.size });
    expect(Buffer.from(answer.headers.get("al-ledger-checkpoint") ?? "", "base64").toString()).toBe(manifest.checkpoint);
    expect((await org.get(`audit/export/manifest?export=${manifest.export_id}`)).body).toEqual(manifest);
  });

  it("of a range is proven with its manifest alone", async () => {
    const { answer, manifest } = await exported("from=20&to=120");
    const head = headOf(manifest.checkpoint);
    const edges = { left: hashesOf(manifest.edges.left), right: hashesOf(manifest.edges.right) };
    const verifier = new LogVerifier(sha256, { origin: head.origin, checkpoint: head, range: { from: 20, to: 121 }, edges });
    verifier.write(utf8(answer.text));
    expect(verifier.finish()).toMatchObject({ status: "SIGNED", entries: 101 });
    expect(manifest).toMatchObject({ entries: 101, first_seq: 20, last_seq: 120, sha256: hexOf(answer.text) });
  });

  it("states in its own entry when entries are left out", async () => {
    const { answer, manifest } = await exported(`action_type=email.*&status=denied&policy=reads`);
    expect(answer.text).toBe("");
    expect(manifest).toMatchObject({ entries: 0, first_seq: null, last_seq: null, bytes: 0, edges: null, sha256: hexOf("") });
    const denied = await exported(`kind=action.denied&agent_id=${org.agentId}&to=200`);
    const lines = denied.answer.text.split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThan(10);
    expect(denied.manifest).toMatchObject({
      entries: lines.length,
      filters: { kinds: ["action.denied"], agent: org.agentId },
      sha256: hexOf(denied.answer.text),
      edges: null,
    });
    const own = (await org.get(`audit/events/${denied.manifest.export_id}`)).body;
    expect(own).toMatchObject({ kind: "audit.exported", data: { format: "ndjson", from: 0, to: 200, filters: denied.manifest.filters } });
  });

  it("as CSV has documented columns, one row per entry, and hashes that verify", async () => {
    const { answer, manifest } = await exported("format=csv&from=12&to=40");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(manifest).toMatchObject({ format: "csv", file: "entries.csv", sha256: hexOf(answer.text), entries: 29 });
    const [head, ...rows] = answer.text.split("\r\n").slice(0, -1);
    expect(head).toBe(
      "seq,id,timestamp,kind,action_type,status,denial_reason,actor_type,actor_id,subject_type,subject_id,approval_id,policy_ids,event_types,correlation_id,leaf_hash,prev",
    );
    expect(rows).toHaveLength(29);
    const cells = (rows[3] as string).split(",");
    const proof = (await org.get(`audit/proof/inclusion?seq=${cells[0]}`)).body;
    expect(cells.at(-2)).toBe(proof.leaf_hash);
    const signed = headOf(proof.checkpoint);
    const claim = {
      leafHash: Buffer.from(cells.at(-2) as string, "hex"),
      index: Number(cells[0]),
      size: signed.size,
      hashes: hashesOf(proof.hashes),
      root: signed.root,
    };
    expect(verifyInclusion(sha256, claim)).toBe(true);
    expect(toHex(signed.root)).toHaveLength(64);
  });

  it("refuses invalid ranges before it records anything", async () => {
    const { size } = (await org.get("audit/checkpoint")).body;
    for (const [query, path] of [
      ["from=999999", "from"],
      ["to=999999", "to"],
      ["from=9&to=3", "to"],
      ["to=2001-01-01T00:00:00Z", "to"],
      ["policy=unheard-of", "policy"],
      ["kind=nothing.*", "kind"],
      ["format=xlsx", "format"],
      ["limit=3", "limit"],
    ])
      expect((await org.get(`audit/export?${query}`)).body, query).toMatchObject({ status: 422, errors: [{ path }] });
    expect((await org.get("audit/checkpoint")).body.size).toBe(size);
  });

  it("has a manifest only for callers who may export", async () => {
    const { manifest } = await exported("to=3");
    for (const token of [org.agentKey, (await org.addMember("operator")).token])
      expect((await org.get(`audit/export/manifest?export=${manifest.export_id}`, token)).status).toBe(403);
    const [, denied] = (await org.get("audit/events?kind=action.denied")).body.data;
    expect((await org.get(`audit/export/manifest?export=${denied.id}`)).status).toBe(404);
    expect((await org.get("audit/export/manifest")).body).toMatchObject({ status: 422, errors: [{ path: "export" }] });
    expect((await org.get("audit/export/manifest?export=evt_x")).body).toMatchObject({ status: 422, errors: [{ path: "export" }] });
  });
});
