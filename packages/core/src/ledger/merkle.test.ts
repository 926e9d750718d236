import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import { decodeFrontier, EMPTY_FRONTIER, encodeFrontier, frontierRoot } from "./frontier.ts";
import { growTree } from "./grow-tree.ts";
import { foldNodes, leafHash, nodeHash } from "./merkle-hash.ts";
import { planConsistency, planInclusion } from "./plan-proof.ts";
import type { Frontier, NodeRef, Sha256 } from "./types.ts";
import { verifyConsistency, verifyInclusion } from "./verify-proof.ts";

/** Allows for a busy machine. */
const SLOW = { timeout: 60_000 };
const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const bytesOf = (hex: string) => fromHex(hex) as Uint8Array;

/** The eight leaves and nine roots of the Certificate Transparency test suite. */
const CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((hex) =>
  leafHash(sha, bytesOf(hex)),
);
const CT_ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const N10 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const N20 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const N21 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const CT_PATHS = [
  { index: 0, size: 1, path: [] },
  { index: 0, size: 8, path: ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", N10, N21] },
  {
    index: 5,
    size: 8,
    path: [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      N20,
    ],
  },
  { index: 2, size: 3, path: ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"] },
  {
    index: 1,
    size: 5,
    path: [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      N10,
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  },
];
const CT_CONSISTENCY = [
  { from: 1, to: 1, path: [] },
  { from: 1, to: 8, path: ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", N10, N21] },
  {
    from: 6,
    to: 8,
    path: [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      N20,
    ],
  },
  { from: 2, to: 5, path: [N10, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"] },
];

/** Implements the recursive definitions of RFC 9162 §2.1 over leaves [low, high) of a list, with cached roots. */
class NaiveTree {
  readonly #leaves: readonly Uint8Array[];
  readonly #roots = new Map<number, Uint8Array>();
  constructor(leaves: readonly Uint8Array[]) {
    this.#leaves = leaves;
  }

  root(low: number, high: number): Uint8Array {
    if (high === low) return sha(new Uint8Array(0));
    if (high - low === 1) return this.#leaves[low] as Uint8Array;
    const key = low * 2 ** 20 + high;
    const middle = low + split(high - low);
    const root = this.#roots.get(key) ?? nodeHash(sha, this.root(low, middle), this.root(middle, high));
    this.#roots.set(key, root);
    return root;
  }

  path(index: number, low: number, high: number): Uint8Array[] {
    if (high - low === 1) return [];
    const middle = low + split(high - low);
    return index < middle
      ? [...this.path(index, low, middle), this.root(middle, high)]
      : [...this.path(index, middle, high), this.root(low, middle)];
  }

  consistency(from: number, low: number, high: number, whole = true): Uint8Array[] {
    if (from === high) return whole ? [] : [this.root(low, high)];
    const middle = low + split(high - low);
    return from <= middle
      ? [...this.consistency(from, low, middle, whole), this.root(middle, high)]
      : [...this.consistency(from, middle, high, false), this.root(low, middle)];
  }
}
const split = (count: number) => 2 ** Math.floor(Math.log2(count - 1));
const leavesUpTo = (count: number) => Array.from({ length: count }, (_, i) => leafHash(sha, Uint8Array.of(i, i >> 8)));
const hex = (hashes: readonly Uint8Array[]) => hashes.map(toHex).join();

const LEAVES = leavesUpTo(330);
const naive = new NaiveTree(LEAVES);
const nodeOf = ({ level, index }: NodeRef) => naive.root(index * 2 ** level, (index + 1) * 2 ** level);
const readPlan = (plan: NodeRef[][]) => plan.map((run) => foldNodes(sha, run.map(nodeOf)));

describe("the Certificate Transparency vectors", () => {
  it.each(CT_ROOTS.map((root, size) => ({ size, root })))("gives the root of $size leaves", ({ size, root }) => {
    const tree = growTree(sha, EMPTY_FRONTIER, CT_LEAVES.slice(0, size));
    expect(toHex(tree.root)).toBe(root);
    expect(toHex(frontierRoot(sha, tree.frontier))).toBe(root);
  });

  it.each(CT_PATHS)("proves leaf $index of $size", ({ index, size, path }) => {
    const tree = growTree(sha, EMPTY_FRONTIER, CT_LEAVES.slice(0, size));
    expect(hex(tree.proofFor(index))).toBe(path.join());
    expect(
      verifyInclusion(sha, { leafHash: CT_LEAVES[index] as Uint8Array, index, size, hashes: path.map(bytesOf), root: tree.root }),
    ).toBe(true);
  });

  it.each(CT_CONSISTENCY)("proves $from to $to", ({ from, to, path }) => {
    const claim = { from, to, fromRoot: bytesOf(CT_ROOTS[from] as string), toRoot: bytesOf(CT_ROOTS[to] as string) };
    expect(verifyConsistency(sha, { ...claim, hashes: path.map(bytesOf) })).toBe(true);
    expect(hex(new NaiveTree(CT_LEAVES).consistency(from, 0, to))).toBe(path.join());
  });
});

describe("proofs for every leaf and size up to 130", () => {
  it("plans and verifies inclusion, and refuses another leaf, index, size or root", SLOW, () => {
    for (let size = 1; size <= 130; size++) {
      const root = naive.root(0, size);
      for (let index = 0; index < size; index += size > 40 ? 7 : 1) {
        const hashes = naive.path(index, 0, size);
        expect(hex(readPlan(planInclusion(index, size)))).toBe(hex(hashes));
        const claim = { leafHash: LEAVES[index] as Uint8Array, index, size, hashes, root };
        expect(verifyInclusion(sha, claim)).toBe(true);
        expect(verifyInclusion(sha, { ...claim, leafHash: root.map((byte) => byte ^ 1) })).toBe(false);
        expect(verifyInclusion(sha, { ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion(sha, { ...claim, hashes: [...hashes, root] })).toBe(false);
        if (size > 1) expect(verifyInclusion(sha, { ...claim, hashes: hashes.slice(1) })).toBe(false);
      }
    }
  });

  it("plans and verifies consistency of every pair of sizes", SLOW, () => {
    const roots = Array.from({ length: 131 }, (_, size) => naive.root(0, size));
    for (let to = 1; to <= 130; to++) {
      for (let from = 1; from <= to; from += to > 40 ? 5 : 1) {
        const hashes = naive.consistency(from, 0, to);
        expect(hex(readPlan(planConsistency(from, to)))).toBe(hex(hashes));
        const claim = { from, to, fromRoot: roots[from] as Uint8Array, toRoot: roots[to] as Uint8Array, hashes };
        expect(verifyConsistency(sha, claim)).toBe(true);
        expect(verifyConsistency(sha, { ...claim, fromRoot: claim.fromRoot.map((byte) => byte ^ 1) })).toBe(false);
        expect(verifyConsistency(sha, { ...claim, toRoot: claim.toRoot.map((byte) => byte ^ 1) })).toBe(false);
        expect(verifyConsistency(sha, { ...claim, hashes: [...hashes, claim.toRoot] })).toBe(false);
        if (from < to) expect(verifyConsistency(sha, { ...claim, hashes: hashes.slice(0, -1) })).toBe(false);
      }
    }
  });
});

describe("the edges of proofs", () => {
  const root = CT_ROOTS.map(bytesOf);
  it("accepts the empty tree as the beginning of every tree, with its own root only", () => {
    expect(planConsistency(0, 5)).toEqual([]);
    expect(verifyConsistency(sha, { from: 0, to: 5, fromRoot: root[0] as Uint8Array, toRoot: root[5] as Uint8Array, hashes: [] })).toBe(
      true,
    );
    expect(verifyConsistency(sha, { from: 0, to: 5, fromRoot: root[1] as Uint8Array, toRoot: root[5] as Uint8Array, hashes: [] })).toBe(
      false,
    );
  });

  it("refuses invalid sizes and hashes", () => {
    for (const [index, size] of [
      [-1, 4],
      [4, 4],
      [0.5, 4],
      [0, 2 ** 53],
      [Number.NaN, 4],
    ] as const) {
      expect(() => planInclusion(index, size)).toThrow(RangeError);
      expect(verifyInclusion(sha, { leafHash: root[1] as Uint8Array, index, size, hashes: [], root: root[1] as Uint8Array })).toBe(false);
    }
    expect(() => planConsistency(5, 4)).toThrow(RangeError);
    expect(
      verifyInclusion(sha, {
        leafHash: root[1] as Uint8Array,
        index: 0,
        size: 2,
        hashes: [new Uint8Array(31)],
        root: root[2] as Uint8Array,
      }),
    ).toBe(false);
  });

  it("works beyond 32 bits", () => {
    const size = 2 ** 40 + 3;
    expect(planInclusion(2 ** 40 + 2, size)).toEqual([[{ level: 1, index: 2 ** 39 }], [{ level: 40, index: 0 }]]);
    const leaf = LEAVES[0] as Uint8Array;
    const hashes = [LEAVES[1], LEAVES[2]] as Uint8Array[];
    const claimed = nodeHash(sha, hashes[1] as Uint8Array, nodeHash(sha, hashes[0] as Uint8Array, leaf));
    expect(verifyInclusion(sha, { leafHash: leaf, index: 2 ** 40 + 2, size, hashes, root: claimed })).toBe(true);
  });
});

describe("growTree", () => {
  it("equals the naive tree for any split of the leaves into batches", SLOW, () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 }), (batches) => {
        let frontier: Frontier = EMPTY_FRONTIER;
        for (const count of batches) {
          const start = frontier.size;
          const end = start + count;
          const tree = growTree(sha, frontier, LEAVES.slice(start, end));
          expect(toHex(tree.root)).toBe(toHex(naive.root(0, end)));
          for (let seq = start; seq < end; seq++) expect(hex(tree.proofFor(seq))).toBe(hex(naive.path(seq, 0, end)));
          frontier = decodeFrontier(tree.frontier.size, encodeFrontier(tree.frontier));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("reports each completed tile once", SLOW, () => {
    const leaves = leavesUpTo(70_000);
    const reference = new NaiveTree(leaves);
    const seen: string[] = [];
    let frontier: Frontier = EMPTY_FRONTIER;
    for (const [from, to] of [
      [0, 255],
      [255, 256],
      [256, 1000],
      [1000, 65_536],
      [65_536, 70_000],
    ] as const) {
      const tree = growTree(sha, frontier, leaves.slice(from, to));
      for (const tile of tree.tiles) {
        seen.push(`${tile.level}/${tile.index}`);
        const width = 256 ** (tile.level + 1);
        if (tile.level === 1 || tile.index % 50 === 0) {
          expect(toHex(tile.root)).toBe(toHex(reference.root(tile.index * width, (tile.index + 1) * width)));
        }
      }
      frontier = tree.frontier;
    }
    expect(seen).toHaveLength(new Set(seen).size);
    expect(seen.filter((tile) => tile.startsWith("0/"))).toHaveLength(273);
    expect(seen.filter((tile) => tile.startsWith("1/"))).toEqual(["1/0"]);
  });

  it("proves only leaves of the batch", () => {
    const tree = growTree(sha, growTree(sha, EMPTY_FRONTIER, LEAVES.slice(0, 3)).frontier, LEAVES.slice(3, 5));
    for (const seq of [2, 5, -1, Number.NaN]) expect(() => tree.proofFor(seq)).toThrow(RangeError);
  });

  it("decodes a frontier without keeping a reference to the Buffer", () => {
    const { frontier } = growTree(sha, EMPTY_FRONTIER, LEAVES.slice(0, 3));
    const stored = Buffer.from(encodeFrontier(frontier));
    const read = decodeFrontier(3, stored);
    stored.fill(0);
    expect(hex(read.hashes)).toBe(hex(frontier.hashes));
  });

  it("refuses a stored frontier of the wrong length", () => {
    expect(() => decodeFrontier(3, new Uint8Array(32))).toThrow(RangeError);
    expect(() => decodeFrontier(-1, new Uint8Array(0))).toThrow(RangeError);
    expect(() => decodeFrontier(1.5, new Uint8Array(32))).toThrow(RangeError);
  });
});
