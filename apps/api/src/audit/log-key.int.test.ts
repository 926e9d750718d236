import type { LogKey } from "@agentlattice/contract";
import { AgentLattice, type Receipt, verifyReceipt } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let other: TestProcess;
let served: ServedApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const head = async (through: Pick<TestProcess, "call"> = api) => (await through.call("GET", "audit/checkpoint", { token: org.owner })).body;
const rotate = (vkey: string, { token = org.owner, through = api as Pick<TestProcess, "call"> } = {}) =>
  through.call("POST", "audit/keys/rotate", { token, body: { vkey } });
const act = async (through: Pick<TestProcess, "call"> = api): Promise<Receipt> =>
  (await through.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } })).body.receipt;
const proves = (receipt: Receipt, vkey: string) =>
  verifyReceipt(receipt, { vkey }).then(
    ({ seq }) => seq,
    ({ reason }) => reason,
  );

describe("replacing the key of the ledger", () => {
  it("signs later heads with the new key on every process, and verifiers follow from the old key", async () => {
    const al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
    const pin = await al.ledger.pin();
    const { vkey: old } = await head();
    const before = await act(other);
    const { status, body } = await rotate(old);
    expect(status).toBe(200);
    expect(body.previous_vkey).toBe(old);
    expect(body.vkey).not.toBe(old);
    const after = [await act(other), await act()];
    expect(await proves(before, old)).toBe(before.seq);
    for (const receipt of after) for (const vkey of [old, body.vkey]) expect(await proves(receipt, vkey)).toBe(receipt.seq);
    expect((await head(other)).vkey).toBe(body.vkey);
    expect(await al.ledger.pin()).toMatchObject({ vkey: pin.vkey });
    await al.ledger.verifyReceipt(after[0] as Receipt);
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body).toMatchObject({ chain_valid: true });
    const [entry] = (await api.call("GET", "audit/events?kind=ledger.key_rotated", { token: org.owner })).body.data;
    expect(entry).toMatchObject({ seq: body.seq, actor: { type: "user" } });
  });

  it("succeeds once when requested concurrently, and the others get the reason", async () => {
    const { vkey } = await head();
    const answers = await Promise.all([...Array(6)].map((_, i) => rotate(vkey, { through: i % 2 ? api : other })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual(Array(5).fill("LOG_KEY_REPLACED"));
    const winner = answers.find(({ status }) => status === 200)?.body.vkey;
    expect([(await head()).vkey, (await head(other)).vkey]).toEqual([winner, winner]);
  });

  it("is exact while both processes record actions", async () => {
    const { vkey: old } = await head();
    const acting = Promise.all([...Array(40)].map((_, i) => act(i % 2 ? api : other)));
    const rotated = (await rotate(old, { through: other })).body;
    const receipts = [...(await acting), await act()];
    for (const receipt of receipts) {
      expect(await proves(receipt, old)).toBe(receipt.seq);
      const size = Number(receipt.checkpoint.split("\n")[1]);
      expect(await proves(receipt, rotated.vkey)).toBe(size > rotated.seq ? receipt.seq : "UNSIGNED");
    }
  });

  it("lists every key with its first and last entry", async () => {
    const rotated = (await rotate((await head()).vkey)).body;
    const { size } = await head();
    const { status, body } = await api.call("GET", "audit/keys", { token: org.orgKey });
    expect(status).toBe(200);
    const keys: LogKey[] = body.data;
    expect(keys.map(({ number }) => number)).toEqual(keys.map((_, i) => keys.length - i));
    expect(keys[0]).toMatchObject({ status: "current", vkey: rotated.vkey, entry: `g1.${rotated.seq}`, replaced_at: null });
    expect(keys[1]).toMatchObject({ status: "replaced", vkey: rotated.previous_vkey, replaced_at: keys[0]?.created_at });
    expect(keys.at(-1)).toMatchObject({ number: 1, entry: null });
    expect(keys.reduce((sum, { entries }) => sum + entries, 0)).toBe(size);
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(keys.length);
    const pages: LogKey[] = [];
    for (let cursor = ""; ; ) {
      const { body: page } = await api.call("GET", `audit/keys?limit=1${cursor}`, { token: org.orgKey });
      pages.push(...page.data);
      if (!page.has_more) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages.map(({ vkey, entries }) => [vkey, entries])).toEqual(keys.map(({ vkey, entries }) => [vkey, entries]));
    const refused = await api.call("GET", "audit/keys?cursor=WyJ4Il0", { token: org.orgKey });
    expect(refused.body.code).toBe("INVALID_REQUEST");
  });

  it("records the reason encrypted", async () => {
    const reason = "A laptop with a backup was lost.";
    const { body } = await api.call("POST", "audit/keys/rotate", { token: org.owner, body: { vkey: (await head()).vkey, reason } });
    const entry = (await api.call("GET", `audit/events/${body.event_id}`, { token: org.owner })).body;
    expect(entry.entry).not.toContain("laptop");
    expect(entry.payloads).toMatchObject([{ field: "reason", state: "shown", value: reason }]);
    const refused = await api.call("POST", "audit/keys/rotate", { token: org.owner, body: { vkey: body.vkey, reason: "  " } });
    expect(refused.status).toBe(422);
    expect((await head()).vkey).toBe(body.vkey);
  });

  it("survives a restart, exports and attestations", async () => {
    const restarted = await api.startProcess();
    const { vkey, checkpoint } = await head(restarted);
    expect(vkey).toBe((await head()).vkey);
    const attested = await restarted.call("POST", "audit/verifications", { token: org.owner, body: { checkpoint } });
    expect(attested.status, attested.text).toBe(201);
    const exported = await restarted.call("GET", "audit/export", { token: org.owner });
    const id = exported.headers.get("al-export-id");
    const manifest = await restarted.call("GET", `audit/export/manifest?export=${id}`, { token: org.owner });
    expect(manifest.body.vkey).toBe(vkey);
  });

  it("is allowed for owners only", async () => {
    const { vkey } = await head();
    for (const token of [(await org.addMember("admin")).token, org.orgKey, org.agentKey])
      expect((await rotate(vkey, { token })).status).toBe(403);
    expect((await rotate("x")).body.code).toBe("LOG_KEY_REPLACED");
    const another = await api.createOrg("Other");
    expect((await rotate(vkey, { token: another.owner })).body.code).toBe("LOG_KEY_REPLACED");
    expect((await head()).vkey).toBe(vkey);
  });
});
