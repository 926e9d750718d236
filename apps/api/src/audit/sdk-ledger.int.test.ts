import { AgentLattice, LedgerDivergenceError, LedgerVerificationError, type Receipt, verifyReceipt } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let al: AgentLattice;
let vkey: string;

/** The library on this process's API, without a socket. */
const clientOf = (apiKey: string) =>
  new AgentLattice({
    apiKey,
    baseUrl: "http://api.test",
    fetch: async (url, init) => api.app.request(url.replace("http://api.test", ""), init),
  });

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  al = clientOf(org.agentKey);
  ({ vkey } = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body);
});
afterAll(() => api.close());

const receiptOf = async () => (await al.execute("doc.read")).receipt as Receipt;

describe("receipts", () => {
  it("of answers verify offline with the given key", async () => {
    const receipt = await receiptOf();
    expect(await verifyReceipt(receipt, { vkey })).toMatchObject({ seq: receipt.seq, entry: { kind: "action.executed" }, pinned: "none" });
  });

  it("fail with any changed byte, another key or no key", async () => {
    const receipt = await receiptOf();
    const other = (await api.createOrg("Other")).owner;
    const otherKey = (await api.call("GET", "audit/checkpoint", { token: other })).body.vkey;
    const turned = (text: string, at: number) => text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
    const changes: [Partial<Receipt>, string?][] = [
      [{ entry: receipt.entry.replace("executed", "denied00") }],
      [{ entry: turned(receipt.entry, receipt.entry.length - 30) }],
      [{ seq: receipt.seq + 1 }, "WRONG_SEQ"],
      [{ leaf_hash: turned(receipt.leaf_hash, 5) }, "WRONG_LEAF_HASH"],
      [{ hashes: receipt.hashes.slice(1) }, "NOT_INCLUDED"],
      [{ hashes: receipt.hashes.with(0, Buffer.alloc(32, 7).toString("base64")) }, "NOT_INCLUDED"],
      [{ checkpoint: receipt.checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`) }, "BAD_SIGNATURE"],
      [{ checkpoint: "" }, "MALFORMED"],
    ];
    for (const [change, reason] of changes) {
      const failed = await verifyReceipt({ ...receipt, ...change }, { vkey }).catch((error) => error);
      expect(failed, JSON.stringify(change)).toBeInstanceOf(LedgerVerificationError);
      if (reason) expect(failed.reason).toBe(reason);
    }
    await expect(verifyReceipt(receipt, { vkey: otherKey })).rejects.toMatchObject({ code: "LEDGER_INVALID", reason: "WRONG_ORIGIN" });
    await expect(verifyReceipt(receipt, {})).rejects.toMatchObject({ reason: "BAD_VKEY" });
    await expect(verifyReceipt(null as unknown as Receipt, { vkey })).rejects.toMatchObject({ reason: "NOT_A_RECEIPT" });
  });
});

describe("al.ledger", () => {
  it("pins heads, proves that each extends the last, and compares receipts with them", async () => {
    const client = clientOf(org.agentKey);
    const first = await client.ledger.pin({ vkey });
    const receipt = await receiptOf();
    expect(await client.ledger.verifyReceipt(receipt)).toMatchObject({ seq: receipt.seq, pinned: "equal" });
    await receiptOf();
    const second = await client.ledger.pin();
    expect(second.size).toBeGreaterThan(first.size);
    // An older receipt is compared with the newer pin, and an older pin with the newer head.
    expect(await client.ledger.verifyReceipt(receipt)).toMatchObject({ pinned: "equal" });
    expect(await clientOf(org.agentKey).ledger.pin({ pin: first })).toMatchObject({ size: second.size, root: second.root });
  });

  it("refuses a log that does not extend the pinned head, and returns both heads", async () => {
    const pin = await al.ledger.pin();
    await receiptOf();
    const forged = { ...pin, root: Buffer.alloc(32, 9).toString("base64") };
    const diverged = await clientOf(org.agentKey)
      .ledger.pin({ pin: forged })
      .catch((error) => error);
    expect(diverged).toBeInstanceOf(LedgerDivergenceError);
    expect(diverged).toMatchObject({ code: "LEDGER_DIVERGED", pinned: forged, seen: { vkey, checkpoint: expect.any(String) } });
    const receipt = await receiptOf();
    await expect(clientOf(org.agentKey).ledger.verifyReceipt(receipt, { pin: forged })).rejects.toBeInstanceOf(LedgerDivergenceError);
    await expect(
      verifyReceipt({ ...receipt }, { pin: { ...forged, size: Number(receipt.checkpoint.split("\n")[1]) } }),
    ).rejects.toBeInstanceOf(LedgerDivergenceError);
  });
});

describe("al.audit and al.verify", () => {
  it("page, filter and iterate", async () => {
    for (let i = 0; i < 5; i++) await al.execute("doc.write");
    const page = await al.audit({ actionType: "doc.*", limit: 2 });
    expect(page).toMatchObject({ hasMore: true, prevCursor: null, events: [{ actionType: "doc.write" }, { actionType: "doc.write" }] });
    const next = await al.audit({ actionType: "doc.*", limit: 2, cursor: page.nextCursor as string });
    expect(next.prevCursor).not.toBeNull();
    const seqs: number[] = [];
    for await (const event of al.audit({ actionType: "doc.write", limit: 2 })) seqs.push(event.seq);
    expect(seqs).toHaveLength(5);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    expect((await al.audit({ kind: ["action.denied", "approval.*"], from: new Date(0), to: 5 })).events).toEqual([]);
    await expect(al.audit({ actionType: "*" })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("verify on the server", async () => {
    expect(await al.verify()).toMatchObject({ chainValid: true, firstBrokenAtRowId: null, size: expect.any(Number) });
    expect(await al.verify({ from: 1, to: 3 })).toMatchObject({ chainValid: true });
    await expect(al.verify({ to: 999_999 })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });
});
