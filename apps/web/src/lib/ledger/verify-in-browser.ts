import type { Receipt } from "@agentlattice/contract";
import { fromBase64, fromHex, openCheckpoint, toHex, verifyConsistency, verifyReceipt } from "@agentlattice/core/ledger";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

// `zip215: false` selects RFC 8032 as written. Core adds the strict checks around it.
const verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  ed25519.verify(signature, message, publicKey, { zip215: false });

/** Verifies a head with a key. `INVALID`: the signature does not verify, or the size or root differ from the signed ones. */
export function openHead({ checkpoint, vkey, size, root }: { checkpoint: string; vkey: string; size: number; root: string }): {
  status: "SIGNED" | "INVALID";
  rootHex: string | null;
} {
  const opened = openCheckpoint(sha256, verify, { note: checkpoint, vkey });
  const claimed = fromBase64(root);
  const rootHex = claimed && toHex(claimed);
  const matches = opened.ok && opened.size === size && toHex(opened.root) === rootHex;
  return { status: matches ? "SIGNED" : "INVALID", rootHex };
}

/** Verifies that a receipt proves an entry's inclusion in a signed head. */
export function checkReceipt(
  receipt: Receipt,
  vkey: string,
):
  | { readonly state: "signed"; readonly size: number; readonly rootHex: string; readonly tookMs: number }
  | { readonly state: "invalid"; readonly reason: string } {
  const started = performance.now();
  const result = verifyReceipt(sha256, verify, receipt, vkey);
  if (!result.ok) return { state: "invalid", reason: result.reason };
  return { state: "signed", size: result.size, rootHex: toHex(result.root), tookMs: Math.max(1, Math.round(performance.now() - started)) };
}

/** A log size and its root in hex. */
export interface Head {
  readonly size: number;
  readonly rootHex: string;
}

/** Opens a signed note. Returns null unless it is signed by this key. */
export function openNote(note: string, vkey: string): Head | null {
  const opened = openCheckpoint(sha256, verify, { note, vkey });
  return opened.ok ? { size: opened.size, rootHex: toHex(opened.root) } : null;
}

/** Returns true if the consistency proof (RFC 9162, base64 hashes) shows that the larger head extends the smaller one. */
export function extendsHead(from: Head, to: Head, hashes: readonly string[]): boolean {
  const [fromRoot, toRoot] = [fromHex(from.rootHex), fromHex(to.rootHex)];
  const proof = hashes.map(fromBase64).filter((hash) => hash !== null);
  if (!fromRoot || !toRoot || proof.length !== hashes.length) return false;
  return verifyConsistency(sha256, { from: from.size, fromRoot, to: to.size, toRoot, hashes: proof });
}
