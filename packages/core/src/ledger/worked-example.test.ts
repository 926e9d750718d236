import { createHash, createPublicKey, verify as nodeVerify } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fromBase64, toHex, utf8 } from "./bytes.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { commitment } from "./commitment.ts";
import { leafHash } from "./merkle-hash.ts";
import { verifyReceipt } from "./receipt.ts";
import type { Ed25519Verify, Sha256 } from "./types.ts";
import { LogVerifier } from "./verify-log.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const verify: Ed25519Verify = (publicKey, message, signature) =>
  nodeVerify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]), format: "der", type: "spki" }),
    signature,
  );

const page = readFileSync(new URL("../../../../docs/ledger-format.md", import.meta.url), "utf8");
const block = (name: string) => new RegExp(`\`\`\`${name}\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
const cell = (name: string) => new RegExp(`\\| ${name} \\| \`([0-9a-f]{64})\``).exec(page)?.[1];

it("the worked example of docs/ledger-format.md is correct", () => {
  const vkey = block("vkey").trim();
  const entries = block("entries");
  const lines = entries.trim().split("\n");
  const head = openCheckpoint(sha, verify, { note: block("checkpoint"), vkey });
  if (!head.ok) expect.fail(head.reason);
  expect(lines.map((line) => toHex(leafHash(sha, utf8(line))))).toEqual([cell("leaf hash of entry 0"), cell("leaf hash of entry 1")]);
  expect(toHex(head.root)).toBe(cell("root at size 2"));

  const verifier = new LogVerifier(sha, { origin: head.origin, checkpoint: head });
  verifier.write(utf8(entries));
  expect(verifier.finish()).toMatchObject({ status: "SIGNED", entries: 2 });

  const hashes = /`hashes: (\[[^\]]*\])`/.exec(page)?.[1] ?? "[]";
  const receipt = {
    seq: 1,
    entry: lines[1] as string,
    leaf_hash: cell("leaf hash of entry 1") as string,
    hashes: JSON.parse(hashes),
    checkpoint: block("checkpoint"),
  };
  expect(verifyReceipt(sha, verify, receipt, vkey).ok).toBe(true);

  const { salt, seq, ...payload } = JSON.parse(block("payloads"));
  const entry = JSON.parse(lines[seq] as string);
  expect(commitment(sha, { ...payload, log: entry.log, salt: fromBase64(salt) as Uint8Array })).toBe(entry.pd.reason);
});
