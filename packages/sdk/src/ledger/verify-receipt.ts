import { type Entry, openCheckpoint, type ReceiptFailure, toBase64, verifyReceipt as verifyOffline } from "@agentlattice/core/ledger";
import type { Receipt } from "../results.ts";
import { checkOptions } from "../transport/check-options.ts";
import { LedgerDivergenceError, LedgerVerificationError } from "./ledger-errors.ts";
import type { LedgerPin } from "./ledger-pin.ts";
import { sha256 } from "./sha256.ts";
import { verifySigned } from "./verify-signed.ts";

/** Options of `verifyReceipt`. One of the two is required; a pin includes its key. */
export interface VerifyReceiptOptions {
  /** The log's verifier key (name+id+key), from a source that you trust and never from the server of the receipt. */
  vkey?: string;
  /** A head that was verified before. */
  pin?: LedgerPin;
}

/** The facts that a receipt proves. */
export interface VerifiedReceipt {
  seq: number;
  /** The entry, parsed from the exact text that was hashed. */
  entry: Readonly<Record<string, unknown>>;
  /** Root of the signed head that covers the entry, in base64. */
  root: string;
  size: number;
  origin: string;
  /** `equal`: the head is the pinned one. `unknown`: it has another size, which `al.ledger.verifyReceipt` compares too. */
  pinned: "equal" | "unknown" | "none";
}

const SENTENCES: Partial<Record<ReceiptFailure, string>> = {
  NOT_A_RECEIPT: "This is not a receipt.",
  BAD_VKEY: "The verifier key is malformed. It has the form name+id+key.",
  WRONG_ORIGIN: "The receipt and the verifier key belong to different logs.",
  UNSIGNED: "The head in the receipt is not signed by the verifier key.",
  BAD_SIGNATURE: "The signature on the head is wrong.",
  NOT_INCLUDED: "The entry is not in the tree that was signed.",
  WRONG_LEAF_HASH: "The leaf hash is not that of the entry.",
};

/**
 * Verifies a receipt offline: the log's key signed the head, and the head's tree contains the entry. This proves that the entry was
 * logged, not that nothing else was rewritten: store heads and compare them (`al.ledger.pin`). Sends nothing. Fails closed: it resolves only
 * for a receipt that is proven.
 *
 * @throws LedgerVerificationError when it proves nothing, LedgerDivergenceError when it contradicts the pin, AgentLatticeError
 * `UNSUPPORTED_RUNTIME` without Ed25519 in WebCrypto
 * @example
 * const { entry } = await verifyReceipt(result.receipt, { vkey: process.env.AL_LEDGER_VKEY });
 */
export async function verifyReceipt(receipt: Receipt, options: VerifyReceiptOptions): Promise<VerifiedReceipt> {
  checkOptions("verifyReceipt", options);
  const { pin } = options;
  const vkey = options.vkey ?? pin?.vkey;
  if (vkey === undefined)
    throw new LedgerVerificationError("BAD_VKEY", "Give vkey or pin: a receipt is verified against a key that you already have.");
  if (pin && pin.vkey !== vkey) throw new LedgerVerificationError("WRONG_ORIGIN", "The pin and vkey belong to different logs or keys.");
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
