import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { utf8 } from "./bytes.ts";
import { FIXTURE_ORIGIN, fixtureLog } from "./fixture-log.ts";
import { EMPTY_FRONTIER } from "./frontier.ts";
import { growTree } from "./grow-tree.ts";
import { foldNodes } from "./merkle-hash.ts";
import { planRange, type RangeEdges, rootOfRange } from "./range-proof.ts";
import type { NodeRef, Sha256 } from "./types.ts";
import { LogVerifier } from "./verify-log.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const SIZE = 37;
const log = fixtureLog(sha, SIZE);
const rootOf = (size: number) => growTree(sha, EMPTY_FRONTIER, log.leaves.slice(0, size)).root;

/** Computes the root of a complete node from the leaves alone. */
function hashOf({ level, index }: NodeRef): Uint8Array {
  const width = 2 ** level;
  const fold = (hashes: Uint8Array[]): Uint8Array =>
    hashes.length === 1
      ? (hashes[0] as Uint8Array)
      : foldNodes(sha, [fold(hashes.slice(0, hashes.length / 2)), fold(hashes.slice(hashes.length / 2))]);
  return fold(log.leaves.slice(index * width, (index + 1) * width));
}
const edgesOf = (from: number, to: number, size: number): RangeEdges => {
  const { left, right } = planRange(from, to, size);
  return { left: left.map(hashOf), right: right.map(hashOf) };
};
const leavesOf = (from: number, to: number) => log.leaves.slice(from, to).map((hash) => ({ level: 0, hash }));

describe("a range and its edges", () => {
  it("lead to the root, for every range of every size", () => {
    for (const size of [1, 2, 3, 7, 8, 9, SIZE])
      for (let from = 0; from < size; from++)
        for (let to = from + 1; to <= size; to++)
          expect(rootOfRange(sha, { from, to, nodes: leavesOf(from, to) }, edgesOf(from, to, size), size)).toEqual(rootOf(size));
  });

  it("take at most two hashes per level", () => {
    const { left, right } = planRange(123_456, 123_500, 1_000_000);
    expect(left.length + right.length).toBeLessThanOrEqual(40);
  });

  it("do not lead to the root for another range or size", () => {
    const edges = edgesOf(5, 9, SIZE);
    const range = { from: 5, to: 9, nodes: leavesOf(5, 9) };
    expect(rootOfRange(sha, range, { left: edges.left, right: edges.right.slice(1) }, SIZE)).toBeNull();
    expect(rootOfRange(sha, range, { left: edges.left.map(() => new Uint8Array(31)), right: edges.right }, SIZE)).toBeNull();
    expect(rootOfRange(sha, { ...range, from: 9, to: 5 }, edges, SIZE)).toBeNull();
    expect(rootOfRange(sha, { ...range, nodes: leavesOf(6, 10) }, edges, SIZE)).not.toEqual(rootOf(SIZE));
    expect(() => planRange(5, 5, SIZE)).toThrow(RangeError);
    expect(() => planRange(5, SIZE + 1, SIZE)).toThrow(RangeError);
  });
});

describe("verifying a range with its edges", () => {
  const verify = (lines: readonly string[], edges: RangeEdges | null, root = rootOf(SIZE)) => {
    const expected = { origin: FIXTURE_ORIGIN, checkpoint: { size: SIZE, root }, range: { from: 10, to: 20 }, edges };
    const verifier = new LogVerifier(sha, expected);
    verifier.write(utf8(lines.map((line) => `${line}\n`).join("")));
    return verifier.finish();
  };
  const lines = log.lines.slice(10, 20);

  it("proves the position of the range and reports its size", () => {
    expect(verify(lines, edgesOf(10, 20, SIZE))).toMatchObject({ status: "SIGNED", entries: 10, size: SIZE, covered: 10, uncovered: 0 });
    expect(verify(lines, null)).toMatchObject({ status: "CONTINUOUS", size: null });
  });

  it("refuses entries of another log, even if their links are valid", () => {
    const other = fixtureLog(sha, SIZE, (draft, seq) => (seq === 3 ? { ...draft, kind: "agent.changed" } : draft));
    expect(verify(other.lines.slice(10, 20), edgesOf(10, 20, SIZE))).toMatchObject({ status: "INVALID", class: "ROOT_MISMATCH" });
    expect(verify(lines, edgesOf(11, 21, SIZE))).toMatchObject({ status: "INVALID", class: "ROOT_MISMATCH" });
    expect(verify(lines, edgesOf(10, 20, SIZE), rootOf(SIZE - 1))).toMatchObject({ status: "INVALID", class: "ROOT_MISMATCH" });
  });
});
