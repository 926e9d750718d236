import type { NodeRef } from "./types.ts";

/**
 * Returns the stored nodes that make up the inclusion proof of a leaf (RFC 9162 §2.1.3.1), deepest first. `foldNodes` turns each inner list
 * of complete nodes, left to right, into one hash of the proof.
 * @throws RangeError unless 0 <= index < size
 */
export function planInclusion(index: number, size: number): NodeRef[][] {
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const plan: NodeRef[][] = [];
  let low = 0;
  let high = size;
  while (high - low > 1) {
    const middle = low + splitPoint(high - low);
    if (index < middle) {
      plan.push(completeNodes(middle, high));
      high = middle;
    } else {
      plan.push(completeNodes(low, middle));
      low = middle;
    }
  }
  return plan.reverse();
}

/**
 * Returns the stored nodes that make up the consistency proof between two sizes of a log (RFC 9162 §2.1.4.1), in the form of
 * `planInclusion`. Empty for equal sizes and for the empty tree.
 * @throws RangeError unless 0 <= from <= to
 */
export function planConsistency(from: number, to: number): NodeRef[][] {
  if (!isTreeSize(from) || !isTreeSize(to) || from > to) throw new RangeError(`no way from size ${from} to size ${to}`);
  if (from === to || from === 0) return [];
  const plan: NodeRef[][] = [];
  let low = 0;
  let high = to;
  let knownToVerifier = true;
  while (high !== from) {
    const middle = low + splitPoint(high - low);
    if (from <= middle) {
      plan.push(completeNodes(middle, high));
      high = middle;
    } else {
      plan.push(completeNodes(low, middle));
      low = middle;
      knownToVerifier = false;
    }
  }
  if (!knownToVerifier) plan.push(completeNodes(low, high));
  return plan.reverse();
}

const isTreeSize = (size: number) => Number.isSafeInteger(size) && size >= 0;

/** Returns the largest power of two below `count` (k in RFC 9162). `count` is at least 2. */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** Returns the leaves [low, high) as complete nodes, largest first. `low` is a multiple of the largest, as in every split above. */
function completeNodes(low: number, high: number): NodeRef[] {
  const nodes: NodeRef[] = [];
  let start = low;
  while (start < high) {
    let level = 0;
    let width = 1;
    while (width * 2 <= high - start) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: start / width });
    start += width;
  }
  return nodes;
}
