import { foldNodes, nodeHash } from "./merkle-hash.ts";
import type { Sha256 } from "./types.ts";

/** A complete subtree in a run of adjacent ones; where it stands follows from those before it. */
export interface RangeNode {
  readonly level: number;
  readonly hash: Uint8Array;
}

/**
 * Leaves [begin, end) of a tree as the fewest complete nodes. Two adjacent ranges join into one, so parts of a log can
 * be hashed by different threads.
 * INVARIANT: nodes are pushed in order and a pushed node starts at a multiple of its width.
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

  /** Appends a node, and merges it with its left sibling as long as that is in the range. */
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

  /** The nodes, left to right. */
  nodes(): RangeNode[] {
    return [...this.#nodes];
  }
}

/** Root of a tree whose leaves from 0 are these nodes. */
export function rangeRoot(sha: Sha256, nodes: readonly RangeNode[]): Uint8Array {
  return nodes.length === 0
    ? sha(new Uint8Array(0))
    : foldNodes(
        sha,
        nodes.map((node) => node.hash),
      );
}
