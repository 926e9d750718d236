import {
  fromBase64,
  fromHex,
  LogVerifier,
  openCheckpoint,
  utf8,
  verifyConsistency,
  verifyInclusion,
  verifyReceipt,
} from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let vkey: string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("all-reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  for (let i = 0; i < 12; i++) await submit("doc.read");
  await submit("email.send");
  ({ vkey } = (await org.get("audit/checkpoint")).body);
});
afterAll(() => api.close());

const submit = (action: string, token = org.agentKey) =>
  api.call("POST", "actions", { token, body: { action_type: action, metadata: { note: "canary" } } });
const headOf = (note: string) => {
  const head = openCheckpoint(sha256, verifyEd25519, { note, vkey });
  if (!head.ok) throw new Error(head.reason);
  return head;
};
const hashesOf = (texts: string[]) => texts.map((text) => fromBase64(text) as Uint8Array);

describe("the list of entries", () => {
  it("returns the newest first, in pages, with the data of the leaf", async () => {
    const all = (await org.get("audit/events?limit=200")).body.data as { seq: number; kind: string }[];
    expect(all.map((event) => event.seq)).toEqual(all.map((_, i) => all.length - 1 - i));
    expect(all.at(-1)).toMatchObject({ seq: 0, kind: "org.created", actor: { type: "system" }, agent_id: null });
    const seen = [];
    let cursor = "";
    do {
      const page = (await org.get(`audit/events?limit=7${cursor && `&cursor=${cursor}`}`)).body;
      seen.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(all);
  });

  it("filters by action, kind and agent", async () => {
    const denied = (await org.get("audit/events?action_type=email.send")).body.data;
    expect(denied).toMatchObject([
      {
        kind: "action.denied",
        status: "denied",
        denial_reason: "NO_MATCHING_POLICY",
        action_type: "email.send",
        agent_id: org.agentId,
        actor: { type: "agent", id: org.agentId },
      },
    ]);
    expect((await org.get("audit/events?kind=key.created")).body.data).toHaveLength(2);
    expect((await org.get(`audit/events?agent_id=${org.agentId}&kind=key.created`)).body.data).toHaveLength(1);
    expect(await org.get("audit/events?kind=no.such.kind")).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
    expect((await org.get("audit/events?agent=x")).body).toMatchObject({ status: 422, errors: [{ path: "agent" }] });
  });

  it("shows an agent its own entries and a member those of their agents, whatever the filter", async () => {
    const own = (await org.get("audit/events?limit=200", org.agentKey)).body.data as { agent_id: string; kind: string }[];
    expect(new Set(own.map((event) => event.agent_id))).toEqual(new Set([org.agentId]));
    const member = await org.addMember("member");
    expect((await org.get("audit/events", member.token)).body.data).toEqual([]);
    expect((await org.get(`audit/events?agent_id=${org.agentId}`, member.token)).body.data).toEqual([]);
    const mine = (await api.call("POST", "agents", { token: member.token, body: { name: "members-own", capabilities: ["*"] } })).body;
    expect((await org.get("audit/events", member.token)).body.data).toMatchObject([{ kind: "agent.changed", agent_id: mine.id }]);
    expect((await org.get(`audit/events?agent_id=${mine.id}`, org.agentKey)).body.code).toBe("FORBIDDEN_FILTER");
  });
});

describe("checkpoint and proofs", () => {
  it("signs the newest head with the log's key", async () => {
    const { body } = await org.get("audit/checkpoint");
    const head = headOf(body.checkpoint);
    expect(head).toMatchObject({ origin: body.origin, size: body.size });
    expect(Buffer.from(head.root).toString("base64")).toBe(body.root);
  });

  it("proves every entry under the newest head", async () => {
    const { size } = (await org.get("audit/checkpoint")).body;
    for (let seq = 0; seq < size; seq++) {
      const { tree_size, ...receipt } = (await org.get(`audit/proof/inclusion?seq=${seq}`)).body;
      expect(verifyReceipt(sha256, verifyEd25519, receipt, vkey)).toMatchObject({ ok: true, size: tree_size });
    }
  });

  it("proves an entry under an older head that was stored, and under no other size", async () => {
    await expect.poll(async () => (await api.database.inspect("SELECT 1 FROM app.ledger_checkpoint")).length).toBeGreaterThan(2);
    const [kept] = await api.database.inspect<{ size: string }>(
      "SELECT size FROM app.ledger_checkpoint ORDER BY size DESC OFFSET 1 LIMIT 1",
    );
    const size = Number(kept?.size);
    const { body } = await org.get(`audit/proof/inclusion?seq=3&size=${size}`);
    const head = headOf(body.checkpoint);
    expect(head.size).toBe(size);
    expect(
      verifyInclusion(sha256, {
        leafHash: fromHex(body.leaf_hash) as Uint8Array,
        index: 3,
        size,
        hashes: hashesOf(body.hashes),
        root: head.root,
      }),
    ).toBe(true);
    expect((await org.get(`audit/proof/inclusion?seq=${size}&size=${size}`)).body).toMatchObject({ status: 404 });
    for (const unsigned of [0, 1_000_000])
      expect((await org.get(`audit/proof/inclusion?seq=0&size=${unsigned}`)).body).toMatchObject({
        status: 422,
        errors: [{ path: "size" }],
      });
    expect((await org.get("audit/proof/inclusion?seq=999999")).body).toMatchObject({ status: 404 });
    expect((await org.get("audit/proof/inclusion?seq=-1")).body).toMatchObject({ status: 422 });
  });

  it("proves that the log only grew", async () => {
    const before = (await org.get("audit/checkpoint")).body;
    for (let i = 0; i < 5; i++) await submit("doc.read");
    for (const from of [0, 1, before.size - 3, before.size]) {
      const { body } = await org.get(`audit/proof/consistency?from=${from}`);
      const head = headOf(body.checkpoint);
      expect(body.to).toBe(head.size);
      if (from !== before.size) continue;
      const claim = { from, fromRoot: headOf(before.checkpoint).root, to: head.size, toRoot: head.root, hashes: hashesOf(body.hashes) };
      expect(verifyConsistency(sha256, claim)).toBe(true);
      expect(verifyConsistency(sha256, { ...claim, fromRoot: new Uint8Array(32) })).toBe(false);
    }
    expect((await org.get("audit/proof/consistency?from=999999")).body).toMatchObject({ status: 422, errors: [{ path: "from" }] });
    expect((await org.get("audit/proof/consistency?from=0&to=999999")).body).toMatchObject({ status: 422, errors: [{ path: "to" }] });
  });

  it("proves an agent only its own entries", async () => {
    expect((await org.get("audit/proof/inclusion?seq=0", org.agentKey)).status).toBe(404);
    const [own] = (await org.get("audit/events?limit=1", org.agentKey)).body.data;
    expect((await org.get(`audit/proof/inclusion?seq=${own.seq}`, org.agentKey)).status).toBe(200);
  });
});

describe("the export", () => {
  it("contains the exact leaves, ends with its own entry, and verifies offline with its own headers", async () => {
    const answer = await org.get("audit/export");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const lines = answer.text.slice(0, -1).split("\n");
    expect(answer.headers.get("al-ledger-from")).toBe("0");
    expect(answer.headers.get("al-ledger-to")).toBe(String(lines.length - 1));
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({
      kind: "audit.exported",
      data: { from: 0, to: lines.length - 1, format: "ndjson" },
    });
    const rows = await api.database.inspect<{ bytes: Buffer }>(
      "SELECT bytes FROM app.ledger_entry WHERE org_id = (SELECT org_id FROM app.ledger_head WHERE origin = $1) ORDER BY seq",
      [headOf(noteOf(answer)).origin],
    );
    expect(answer.text).toBe(`${rows.map((row) => row.bytes.toString("utf8")).join("\n")}\n`);

    const head = headOf(noteOf(answer));
    const verifier = new LogVerifier(sha256, { origin: head.origin, checkpoint: head });
    verifier.write(utf8(answer.text));
    expect(verifier.finish()).toMatchObject({ status: "SIGNED", entries: lines.length, uncovered: 0 });
    expect(answer.text).not.toContain("canary");
  });

  it("begins at the given entry and continues over many pages", async () => {
    const big = await api.createOrg("Big");
    await big.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
    for (let wave = 0; wave < 9; wave++) {
      const answers = await Promise.all(Array.from({ length: 250 }, () => submit("doc.read", big.agentKey)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    const answer = await org.get("audit/export?from=10", big.owner);
    const lines = answer.text.slice(0, -1).split("\n");
    expect(lines.length).toBeGreaterThan(2_240);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, i) => i + 10));
    expect(answer.headers.get("al-ledger-to")).toBe(String(lines.length + 9));
    expect((await org.get("audit/verify", big.owner)).body).toMatchObject({
      chain_valid: true,
      first_broken_at_row_id: null,
      size: lines.length + 10,
    });
    expect((await org.get("audit/export?from=999999", big.owner)).body).toMatchObject({ status: 422, errors: [{ path: "from" }] });
  });

  it("stops reading when the client disconnects", async () => {
    const response = await api.app.request("/api/v1/audit/export", { headers: { authorization: `Bearer ${org.owner}` } });
    await response.body?.cancel();
    expect((await org.get("audit/checkpoint")).status).toBe(200);
  });

  it("is for owners, admins, auditors and keys with the scope", async () => {
    for (const role of ["admin", "auditor"]) expect((await org.get("audit/export", (await org.addMember(role)).token)).status).toBe(200);
    expect((await org.get("audit/export", org.orgKey)).status).toBe(200);
    for (const role of ["operator", "member"]) expect((await org.get("audit/export", (await org.addMember(role)).token)).status).toBe(403);
    expect((await org.get("audit/export", org.agentKey)).status).toBe(403);
    expect((await org.get("audit/export?format=xlsx")).status).toBe(422);
  });
});

function noteOf(answer: { headers: Headers }): string {
  return Buffer.from(answer.headers.get("al-ledger-checkpoint") ?? "", "base64").toString("utf8");
}
