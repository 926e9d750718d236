import { CompactRange, type RangeNode, rangeRoot } from "./compact-range.ts";
import { HASH_BYTES } from "./merkle-hash.ts";
import type { NodeRef, Sha256 } from "./types.ts";

/** The hashes that lead from a range of entries to the root: of the leaves before it and after it. */
export interface RangeEdges {
  readonly left: readonly Uint8Array[];
  readonly right: readonly Uint8Array[];
}

/**
 * Returns the stored nodes that prove the position of entries [from, to) in a tree of `size` leaves: the fewest complete nodes over the
 * leaves before the range and over those after it, left to right.
 * @throws RangeError unless 0 <= from < to <= size
 */
export function planRange(from: number, to: number, size: number): { readonly left: NodeRef[]; readonly right: NodeRef[] } {
  if (!isRange(from, to, size)) throw new RangeError(`no entries ${from} to ${to} in a tree of ${size}`);
  return { left: coverLeaves(0, from), right: coverLeaves(to, size) };
}

/**
 * Computes the root of a tree of `size` leaves from the nodes of [from, to) and the edges. Returns null when the edges do not fit the
 * range.
 */
export function rootOfRange(
  sha: Sha256,
  range: { readonly from: number; readonly to: number; readonly nodes: readonly RangeNode[] },
  edges: RangeEdges,
  size: number,
): Uint8Array | null {
  const { from, to } = range;
  if (!isRange(from, to, size)) return null;
  const before = withHashes(coverLeaves(0, from), edges.left);
  const after = withHashes(coverLeaves(to, size), edges.right);
  return before && after ? rangeRoot(sha, new CompactRange(sha, 0, [...before, ...range.nodes, ...after]).nodes()) : null;
}

const isRange = (from: number, to: number, size: number) =>
  [from, to, size].every(Number.isSafeInteger) && from >= 0 && from < to && to <= size;

/** Returns the leaves [low, high) as the fewest complete nodes, each at a multiple of its width. */
function coverLeaves(low: number, high: number): NodeRef[] {
  const nodes: NodeRef[] = [];
  for (let start = low; start < high; ) {
    let level = 0;
    let width = 1;
    while (start % (width * 2) === 0 && start + width * 2 <= high) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: start / width });
    start += width;
  }
  return nodes;
}

function withHashes(plan: readonly NodeRef[], hashes: readonly Uint8Array[]): RangeNode[] | null {
  if (plan.length !== hashes.length || hashes.some((hash) => hash.length !== HASH_BYTES)) return null;
  return plan.map(({ level }, i) => ({ level, hash: hashes[i] as Uint8Array }));
}
