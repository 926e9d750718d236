import type { Sha256 } from "./types.ts";

/** Length of a hash in bytes. */
export const HASH_BYTES = 32;

// Reused for every node. INVARIANT: a Sha256 reads its argument before it returns and does not keep it.
const pair = new Uint8Array(1 + 2 * HASH_BYTES);
pair[0] = 1;

/** First byte of a leaf's hashed bytes. Nodes use 1. */
export const LEAF_TAG = 0;

/** Hashes a leaf: SHA-256(0x00 ‖ bytes) (RFC 9162 §2.1.1). */
export function leafHash(sha: Sha256, bytes: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(bytes.length + 1);
  prefixed[0] = LEAF_TAG;
  prefixed.set(bytes, 1);
  return sha(prefixed);
}

/** Hashes an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 9162 §2.1.1). */
export function nodeHash(sha: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha(pair);
}

/**
 * Folds the roots of adjacent subtrees, largest (leftmost) first, into one hash from the right, as the tree hashes its uneven right edge.
 * @throws RangeError for an empty list
 */
export function foldNodes(sha: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let folded = hashes.at(-1);
  if (folded === undefined) throw new RangeError("nothing to fold");
  for (let i = hashes.length - 2; i >= 0; i--) folded = nodeHash(sha, hashes[i] as Uint8Array, folded);
  return folded;
}
