import { equalBytes, fromBase64, fromHex, utf8 } from "./bytes.ts";
import { type CheckpointFailure, openCheckpoint } from "./checkpoint.ts";
import type { Entry } from "./entry.ts";
import { leafHash } from "./merkle-hash.ts";
import { type EntryFault, readEntry } from "./read-entry.ts";
import type { Ed25519Verify, Sha256 } from "./types.ts";
import { verifyInclusion } from "./verify-proof.ts";

/** Proof that the entry of a decision is in a signed head. */
export interface Receipt {
  readonly seq: number;
  /** The exact leaf text. */
  readonly entry: string;
  /** Lower-case hex. */
  readonly leaf_hash: string;
  /** Inclusion proof, base64, leaf to root (RFC 9162). */
  readonly hashes: readonly string[];
  /** C2SP signed note. */
  readonly checkpoint: string;
}

/** The reason why a receipt is invalid. */
export type ReceiptFailure =
  | CheckpointFailure
  | EntryFault
  | "NOT_A_RECEIPT"
  | "WRONG_LOG"
  | "WRONG_SEQ"
  | "WRONG_LEAF_HASH"
  | "NOT_INCLUDED";

export type VerifiedReceipt =
  | { readonly ok: true; readonly entry: Entry; readonly size: number; readonly root: Uint8Array }
  | { readonly ok: false; readonly reason: ReceiptFailure };

/**
 * Verifies a receipt offline: `vkey` signed the checkpoint, the entry is canonical and of that log, has the sequence number it claims, and
 * is included in the signed tree. Proves inclusion, not that other entries are unchanged. Never throws, whatever the server sent.
 */
export function verifyReceipt(sha: Sha256, verify: Ed25519Verify, receipt: Receipt, vkey: string): VerifiedReceipt {
  if (!isReceipt(receipt)) return { ok: false, reason: "NOT_A_RECEIPT" };
  const head = openCheckpoint(sha, verify, { note: receipt.checkpoint, vkey });
  if (!head.ok) return head;
  const read = readEntry(receipt.entry);
  if (!read.ok) return { ok: false, reason: read.fault };
  if (read.entry.log !== head.origin) return { ok: false, reason: "WRONG_LOG" };
  if (read.entry.seq !== receipt.seq) return { ok: false, reason: "WRONG_SEQ" };
  const leaf = leafHash(sha, utf8(receipt.entry));
  const claimed = fromHex(receipt.leaf_hash);
  if (claimed === null || !equalBytes(claimed, leaf)) return { ok: false, reason: "WRONG_LEAF_HASH" };
  const hashes = receipt.hashes.map(fromBase64).filter((hash) => hash !== null);
  const included =
    hashes.length === receipt.hashes.length &&
    verifyInclusion(sha, { leafHash: leaf, index: receipt.seq, size: head.size, hashes, root: head.root });
  return included ? { ok: true, entry: read.entry, size: head.size, root: head.root } : { ok: false, reason: "NOT_INCLUDED" };
}

/** Checks the type at runtime, because a receipt comes from the party that is being verified. */
function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== "object" || value === null) return false;
  const { seq, entry, leaf_hash, hashes, checkpoint } = value as Partial<Record<keyof Receipt, unknown>>;
  const texts = [entry, leaf_hash, checkpoint, ...(Array.isArray(hashes) ? hashes : [null])];
  return typeof seq === "number" && texts.every((text) => typeof text === "string");
}
