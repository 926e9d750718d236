import { concatBytes, copyBytes } from "./bytes.ts";
import { foldNodes, HASH_BYTES } from "./merkle-hash.ts";
import type { Frontier, Sha256 } from "./types.ts";

/** The frontier of an empty tree. */
export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** Returns the root of the tree that ends at this frontier; SHA-256 of nothing for the empty tree (RFC 9162 §2.1.1). */
export function frontierRoot(sha: Sha256, frontier: Frontier): Uint8Array {
  return frontier.size === 0 ? sha(new Uint8Array(0)) : foldNodes(sha, frontier.hashes);
}

/** Encodes the hashes of a frontier, 32 bytes each, largest subtree first. The size is stored separately. */
export function encodeFrontier(frontier: Frontier): Uint8Array {
  return concatBytes(...frontier.hashes);
}

/**
 * Decodes the result of `encodeFrontier`.
 * @throws RangeError when the number of hashes is not the number of one bits in `size`
 */
export function decodeFrontier(size: number, bytes: Uint8Array): Frontier {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`not a tree size: ${size}`);
  if (bytes.length !== countOnes(size) * HASH_BYTES)
    throw new RangeError(`a frontier of ${bytes.length} bytes does not fit a tree of ${size} leaves`);
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(copyBytes(bytes, at, at + HASH_BYTES));
  return { size, hashes };
}

/** Counts the one bits of a safe integer. Bit operators are limited to 32 bits. */
function countOnes(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
