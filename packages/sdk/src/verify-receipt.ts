import { type Entry, openCheckpoint, type ReceiptFailure, toBase64, verifyReceipt as verifyOffline } from "@agentlattice/core/ledger";
import { LedgerDivergenceError, LedgerVerificationError } from "./ledger-errors.ts";
import type { LedgerPin } from "./ledger-pin.ts";
import type { Receipt } from "./results.ts";
import { sha256 } from "./sha256.ts";
import { verifySigned } from "./verify-signed.ts";

/** What to hold a receipt against. One of the two; a pin brings its key. */
export interface VerifyReceiptOptions {
  /** The log's verifier key (name+id+key), from a person or a place you trust and never from the receipt's own server. */
  vkey?: string;
  /** A head that was verified before. */
  pin?: LedgerPin;
}

/** What a receipt proves. */
export interface VerifiedReceipt {
  seq: number;
  /** The entry, parsed from the exact text that was hashed. */
  entry: Readonly<Record<string, unknown>>;
  /** Base64 root and size of the signed head that covers it. */
  root: string;
  size: number;
  origin: string;
  /** `equal`: the head is the pinned one. `unknown`: it has another size; `al.ledger.verifyReceipt` compares those too. */
  pinned: "equal" | "unknown" | "none";
}

const SENTENCES: Partial<Record<ReceiptFailure, string>> = {
  NOT_A_RECEIPT: "This is not a receipt.",
  BAD_VKEY: "The verifier key is not one (name+id+key).",
  WRONG_ORIGIN: "The receipt is of another log than the verifier key.",
  UNSIGNED: "The head in the receipt is not signed by the verifier key.",
  BAD_SIGNATURE: "The signature on the head is wrong.",
  NOT_INCLUDED: "The entry is not in the tree that was signed.",
  WRONG_LEAF_HASH: "The leaf hash is not that of the entry.",
};

/**
 * Verifies a receipt offline: the head is signed by the log's key, and the entry, byte for byte, is in its tree. It proves that
 * the entry was logged, not that nothing else was rewritten: keep heads and compare them (`al.ledger.pin`).
 *
 * @throws LedgerVerificationError when it proves nothing, LedgerDivergenceError when it contradicts the pin, AgentLatticeError
 * `UNSUPPORTED_RUNTIME` without Ed25519 in WebCrypto
 * @example
 * const { entry } = await verifyReceipt(result.receipt, { vkey: process.env.AL_LEDGER_VKEY });
 */
export async function verifyReceipt(receipt: Receipt, options: VerifyReceiptOptions): Promise<VerifiedReceipt> {
  const { pin } = options;
  const vkey = options.vkey ?? pin?.vkey;
  if (vkey === undefined)
    throw new LedgerVerificationError("BAD_VKEY", "A receipt is verified against a key that you already have: give vkey or pin.");
  if (pin && pin.vkey !== vkey) throw new LedgerVerificationError("WRONG_ORIGIN", "The pin is of another log or key than vkey.");
  const verified = await verifySigned((verify) => verifyOffline(sha256, verify, receipt, vkey));
  if (!verified) throw failure("BAD_SIGNATURE");
  if (!verified.ok) throw failure(verified.reason);
  const { entry, size } = verified;
  const root = toBase64(verified.root);
  const origin = entry.log;
  if (pin?.size === size && pin.root !== root)
    throw new LedgerDivergenceError(pin, { origin, vkey, size, root, checkpoint: receipt.checkpoint });
  return { seq: receipt.seq, entry: readable(entry), root, size, origin, pinned: pin ? (pin.size === size ? "equal" : "unknown") : "none" };
}

/** Opens a signed head as a pin. @throws LedgerVerificationError */
export async function openHead(checkpoint: string, vkey: string): Promise<LedgerPin> {
  const opened = await verifySigned((verify) => openCheckpoint(sha256, verify, { note: checkpoint, vkey }));
  if (!opened) throw failure("BAD_SIGNATURE");
  if (!opened.ok) throw failure(opened.reason);
  return { origin: opened.origin, vkey, size: opened.size, root: toBase64(opened.root), checkpoint };
}

function failure(reason: ReceiptFailure): LedgerVerificationError {
  return new LedgerVerificationError(reason, SENTENCES[reason] ?? `The receipt proves nothing: ${reason}.`);
}

function readable(entry: Entry): Readonly<Record<string, unknown>> {
  return { ...entry };
}
