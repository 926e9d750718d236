import { foldNodes, nodeHash } from "./merkle-hash.ts";
import type { Sha256 } from "./types.ts";

/** A complete subtree. Its position follows from the subtrees before it. */
export interface RangeNode {
  readonly level: number;
  readonly hash: Uint8Array;
}

/**
 * Represents leaves [begin, end) of a tree by the fewest complete nodes. Adjacent ranges can be joined, so threads can hash parts of a log
 * in parallel.
 * INVARIANT: nodes are pushed in order, each at a multiple of its width.
 */
export class CompactRange {
  readonly #sha: Sha256;
  readonly #nodes: RangeNode[] = [];
  #end: number;

  constructor(sha: Sha256, begin: number, nodes: readonly RangeNode[] = []) {
    this.#sha = sha;
    this.#end = begin;
    for (const node of nodes) this.push(node);
  }

  /** Appends a node and merges it with its left sibling while that is in the range. */
  push(node: RangeNode): void {
    const width = 2 ** node.level;
    let index = this.#end / width;
    let last = node;
    for (let top = this.#nodes.at(-1); index % 2 === 1 && top?.level === last.level; top = this.#nodes.at(-1)) {
      last = { level: last.level + 1, hash: nodeHash(this.#sha, top.hash, last.hash) };
      this.#nodes.pop();
      index = (index - 1) / 2;
    }
    this.#nodes.push(last);
    this.#end += width;
  }

  /** Returns the nodes, left to right. */
  nodes(): RangeNode[] {
    return [...this.#nodes];
  }
}

/** Returns the root of the tree whose leaves from 0 are these nodes. */
export function rangeRoot(sha: Sha256, nodes: readonly RangeNode[]): Uint8Array {
  return nodes.length === 0
    ? sha(new Uint8Array(0))
    : foldNodes(
        sha,
        nodes.map((node) => node.hash),
      );
}
