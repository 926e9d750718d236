import { frontierRoot } from "./frontier.ts";
import { foldNodes, nodeHash } from "./merkle-hash.ts";
import type { CompletedTile, Frontier, Sha256 } from "./types.ts";

const TILE_HEIGHT = 8;

/** A tree after a batch of leaves was appended. */
export interface GrownTree {
  readonly frontier: Frontier;
  readonly root: Uint8Array;
  /** Tiles of 256 nodes (tlog-tiles, height 8) that this batch completed, lowest level first. */
  readonly tiles: readonly CompletedTile[];
  /**
   * Returns the inclusion proof of a leaf of this batch in the grown tree (RFC 9162 §2.1.3). Proofs share hashes, which must not be
   * modified.
   * @throws RangeError for a leaf outside the batch
   */
  proofFor(seq: number): Uint8Array[];
}

/**
 * The complete nodes of one level that a proof for this batch can name: those of the batch, and before them the old frontier node of this
 * level if there is one.
 */
interface Level {
  /** Index in the level of `hashes[0]`. */
  readonly first: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Appends leaves to a tree of which only the frontier is known.
 * INVARIANT: a left sibling on the path of a new leaf is part of the batch or of the old frontier. A right sibling is part of the batch or
 * is the folded right edge. So proving a new leaf reads no stored node.
 */
export function growTree(sha: Sha256, frontier: Frontier, leafHashes: readonly Uint8Array[]): GrownTree {
  const size = frontier.size + leafHashes.length;
  const levels = completeLevels(sha, frontier, leafHashes);
  const grown = { size, hashes: edgeNodes(levels, size) };
  const edges: (Uint8Array | undefined)[] = [];
  return {
    frontier: grown,
    root: frontierRoot(sha, grown),
    tiles: completedTiles(levels, frontier.size),
    proofFor(seq) {
      if (!(seq >= frontier.size && seq < size)) throw new RangeError(`entry ${seq} is not in this batch`);
      return pathOf(seq, size, levels, (level) => {
        edges[level] ??= edgeBelow(sha, levels, size, level);
        return edges[level];
      });
    },
  };
}

function completeLevels(sha: Sha256, frontier: Frontier, leafHashes: readonly Uint8Array[]): Level[] {
  const levels: Level[] = [];
  let below = leafHashes;
  let oldCount = frontier.size;
  let oldNodes = frontier.hashes.length;
  while (below.length > 0 || oldCount > 0) {
    const odd = oldCount % 2 === 1;
    const hashes = odd ? [frontier.hashes[--oldNodes] as Uint8Array, ...below] : below;
    levels.push({ first: odd ? oldCount - 1 : oldCount, hashes });
    const parents: Uint8Array[] = [];
    for (let i = 0; i + 1 < hashes.length; i += 2) parents.push(nodeHash(sha, hashes[i] as Uint8Array, hashes[i + 1] as Uint8Array));
    below = parents;
    oldCount = Math.floor(oldCount / 2);
  }
  return levels;
}

/** Returns the last node of a level, folded from smaller complete subtrees when it is incomplete. */
function edgeBelow(sha: Sha256, levels: readonly Level[], size: number, level: number): Uint8Array {
  const parts = edgeNodes(levels, size, level);
  return parts.length > 0 ? foldNodes(sha, parts) : nodeAt(levels, level, size / 2 ** level - 1);
}

/** Returns the roots of the complete subtrees at the right edge, largest first: all of them, or those below a level. */
function edgeNodes(levels: readonly Level[], size: number, below = levels.length): Uint8Array[] {
  const nodes: Uint8Array[] = [];
  let count = size;
  for (let level = 0; level < below && count > 0; level++) {
    if (count % 2 === 1) nodes.push(nodeAt(levels, level, count - 1));
    count = Math.floor(count / 2);
  }
  return nodes.reverse();
}

function nodeAt(levels: readonly Level[], level: number, index: number): Uint8Array {
  const row = levels[level] as Level;
  return row.hashes[index - row.first] as Uint8Array;
}

/** Returns the path from a leaf to the root. A sibling can be incomplete only on the path of the last leaf. */
function pathOf(seq: number, size: number, levels: readonly Level[], edge: (level: number) => Uint8Array): Uint8Array[] {
  const path: Uint8Array[] = [];
  let node = seq;
  let last = size - 1;
  for (let level = 0; last > 0; level++) {
    if (node % 2 === 1) path.push(nodeAt(levels, level, node - 1));
    else if (node + 1 < last) path.push(nodeAt(levels, level, node + 1));
    else if (node + 1 === last) path.push(edge(level));
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return path;
}

function completedTiles(levels: readonly Level[], oldSize: number): CompletedTile[] {
  const tiles: CompletedTile[] = [];
  for (let height = TILE_HEIGHT; height < levels.length; height += TILE_HEIGHT) {
    const row = levels[height] as Level;
    const oldCount = Math.floor(oldSize / 2 ** height);
    for (let index = oldCount; index < row.first + row.hashes.length; index++) {
      tiles.push({ level: height / TILE_HEIGHT - 1, index, root: nodeAt(levels, height, index) });
    }
  }
  return tiles;
}
