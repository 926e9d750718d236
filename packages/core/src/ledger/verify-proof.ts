import { equalBytes } from "./bytes.ts";
import { HASH_BYTES, nodeHash } from "./merkle-hash.ts";
import type { Sha256 } from "./types.ts";

/** The claim that a leaf is at `index` in the tree of `size` leaves with this root. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** The claim that the tree of `to` leaves begins with the tree of `from` leaves. */
export interface ConsistencyClaim {
  readonly from: number;
  readonly fromRoot: Uint8Array;
  readonly to: number;
  readonly toRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
}

/** Checks an inclusion proof (RFC 9162 §2.1.3.2). */
export function verifyInclusion(sha: Sha256, claim: InclusionClaim): boolean {
  const { index, size, hashes } = claim;
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size) return false;
  if (!areHashes([claim.leafHash, claim.root, ...hashes])) return false;
  let node = index;
  let last = size - 1;
  let root = claim.leafHash;
  for (const hash of hashes) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      root = nodeHash(sha, hash, root);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      root = nodeHash(sha, root, hash);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(root, claim.root);
}

/**
 * Checks a consistency proof (RFC 9162 §2.1.4.2). Where the RFC is silent: equal sizes need equal roots and no hashes, and the empty tree,
 * with its own root, is the beginning of every tree and needs no hashes.
 */
export function verifyConsistency(sha: Sha256, claim: ConsistencyClaim): boolean {
  const { from, to, fromRoot, toRoot, hashes } = claim;
  if (!isTreeSize(from) || !isTreeSize(to) || from > to || !areHashes([fromRoot, toRoot, ...hashes])) return false;
  if (from === to) return hashes.length === 0 && equalBytes(fromRoot, toRoot);
  if (from === 0) return hashes.length === 0 && equalBytes(fromRoot, sha(new Uint8Array(0)));
  if (hashes.length === 0) return false;
  return walkConsistency(sha, claim);
}

function walkConsistency(sha: Sha256, claim: ConsistencyClaim): boolean {
  let node = claim.from - 1;
  let last = claim.to - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  // `node` is 0 exactly when `from` is a power of two. The proof then starts from the root that the verifier knows.
  const path = node === 0 ? [claim.fromRoot, ...claim.hashes] : claim.hashes;
  let fromRoot = path[0] as Uint8Array;
  let toRoot = fromRoot;
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      fromRoot = nodeHash(sha, hash, fromRoot);
      toRoot = nodeHash(sha, hash, toRoot);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      toRoot = nodeHash(sha, toRoot, hash);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(fromRoot, claim.fromRoot) && equalBytes(toRoot, claim.toRoot);
}

// Sizes exceed 32 bits, so bit operators cannot be used.
const isOdd = (value: number) => value % 2 === 1;
const half = (value: number) => Math.floor(value / 2);
const isTreeSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
const areHashes = (hashes: readonly Uint8Array[]) => hashes.every((hash) => hash.length === HASH_BYTES);
