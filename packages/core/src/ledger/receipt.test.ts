import { createHash, generateKeyPairSync, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toBase64, toHex, utf8 } from "./bytes.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { FIXTURE_ORIGIN, fixtureLog } from "./fixture-log.ts";
import { leafHash } from "./merkle-hash.ts";
import { type Receipt, verifyReceipt } from "./receipt.ts";
import type { Sha256 } from "./types.ts";
import { formatVkey } from "./vkey.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const keys = generateKeyPairSync("ed25519");
const publicKey = new Uint8Array(keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const vkey = formatVkey(sha, { origin: FIXTURE_ORIGIN, publicKey });
const log = fixtureLog(sha, 21);
const checkpoint = signCheckpoint(sha, (message) => nodeSign(null, message, keys.privateKey), {
  origin: FIXTURE_ORIGIN,
  size: 21,
  root: log.root,
  publicKey,
});
const check = (receipt: Receipt, key = vkey) =>
  verifyReceipt(sha, (_, message, signature) => nodeVerify(null, message, keys.publicKey, signature), receipt, key);

function receiptOf(seq: number): Receipt {
  const entry = log.lines[seq] as string;
  return { seq, entry, leaf_hash: toHex(leafHash(sha, utf8(entry))), hashes: log.proofFor(seq).map(toBase64), checkpoint };
}

describe("verifyReceipt", () => {
  it("accepts the receipt of every entry and returns the entry", () => {
    for (let seq = 0; seq < 21; seq++) {
      const result = check(receiptOf(seq));
      expect(result).toMatchObject({ ok: true, size: 21, entry: { seq, log: FIXTURE_ORIGIN } });
    }
  });

  const good = receiptOf(12);
  const edited = good.entry.replace('"risk_score":12', '"risk_score":13');
  it.each([
    ["an edited entry", { ...good, entry: edited }, "WRONG_LEAF_HASH"],
    ["an edited entry with its own hash", { ...good, entry: edited, leaf_hash: toHex(leafHash(sha, utf8(edited))) }, "NOT_INCLUDED"],
    ["another place", { ...good, seq: 13 }, "WRONG_SEQ"],
    ["white space", { ...good, entry: `${good.entry} ` }, "NOT_CANONICAL"],
    ["no JSON", { ...good, entry: "{" }, "MALFORMED_LINE"],
    ["another log", { ...good, entry: good.entry.replace(FIXTURE_ORIGIN, "log.example/log/other/g1") }, "WRONG_LOG"],
    ["upper case hash", { ...good, leaf_hash: good.leaf_hash.toUpperCase() }, "WRONG_LEAF_HASH"],
    ["a missing proof hash", { ...good, hashes: good.hashes.slice(1) }, "NOT_INCLUDED"],
    ["the proof of a neighbour", { ...good, hashes: receiptOf(11).hashes }, "NOT_INCLUDED"],
    ["base64 that is not canonical", { ...good, hashes: good.hashes.map((hash) => hash.replace("=", "")) }, "NOT_INCLUDED"],
    ["a changed checkpoint", { ...good, checkpoint: checkpoint.replace("\n21\n", "\n22\n") }, "BAD_SIGNATURE"],
  ])("refuses %s", (_, receipt, reason) => {
    expect(check(receipt)).toEqual({ ok: false, reason });
  });

  it("refuses anything that is not a receipt, without throwing", () => {
    const bad: unknown[] = [
      null,
      undefined,
      "x",
      [],
      {},
      ...Object.keys(good).map((key) => ({ ...good, [key]: null })),
      { ...good, hashes: [1] },
      { ...good, seq: "12" },
    ];
    for (const value of bad) expect(check(value as Receipt)).toEqual({ ok: false, reason: "NOT_A_RECEIPT" });
  });

  it("needs a key of the caller", () => {
    expect(check(good, "")).toEqual({ ok: false, reason: "BAD_VKEY" });
    expect(check(good, formatVkey(sha, { origin: "log.example/log/other/g1", publicKey }))).toEqual({ ok: false, reason: "WRONG_ORIGIN" });
  });
});
