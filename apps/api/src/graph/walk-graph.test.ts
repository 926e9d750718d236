import type { GraphEdge } from "@agentlattice/contract";
import { expect, it } from "vitest";
import { walkGraph } from "./walk-graph.ts";

const edge = (from: string, to: string, type: GraphEdge["type"] = "delegation"): GraphEdge => ({ from, to, type });
const chain = (length: number) => Array.from({ length }, (_, n) => edge(`a${n}`, `a${n + 1}`));
const wide = { depth: 32, limit: 500 };

it("measures the distance from the nearest root", () => {
  const { depths, truncated } = walkGraph(["a0", "a2"], chain(4), wide);
  expect([...depths]).toEqual([
    ["a0", 0],
    ["a2", 0],
    ["a1", 1],
    ["a3", 1],
    ["a4", 2],
  ]);
  expect(truncated).toBe(false);
});

it("reports truncation only when depth or limit left out a neighbour", () => {
  expect(walkGraph(["a0"], chain(32), wide)).toMatchObject({ truncated: false });
  expect(walkGraph(["a0"], chain(33), wide)).toMatchObject({ truncated: true });
  expect(walkGraph(["a0"], chain(33), wide).depths.size).toBe(33);
  expect(walkGraph(["a0"], chain(3), { depth: 32, limit: 4 }).truncated).toBe(false);
  expect(walkGraph(["a0"], chain(3), { depth: 32, limit: 3 })).toMatchObject({ truncated: true, edges: chain(2) });
  expect(walkGraph(["a0", "b", "c"], [], { depth: 1, limit: 2 })).toMatchObject({ truncated: true });
});

it("ends cycles and returns the edge that closes them", () => {
  const cycle = [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("a", "a")];
  const walk = walkGraph(["a"], cycle, wide);
  expect([...walk.depths.values()]).toEqual([0, 1, 2]);
  expect(walk).toMatchObject({ edges: cycle, truncated: false });
});

it("follows a shared run in both directions, and delegations and decisions only forwards", () => {
  const edges = [
    edge("a", "run", "run"),
    edge("b", "run", "run"),
    edge("b", "act", "decision"),
    edge("c", "act", "decision"),
    edge("p", "b"),
  ];
  const walk = walkGraph(["a"], edges, wide);
  expect([...walk.depths]).toEqual([
    ["a", 0],
    ["run", 1],
    ["b", 2],
    ["act", 3],
  ]);
  expect(walk.edges).toEqual(edges.slice(0, 3));
});

it("is empty without a root", () => {
  expect(walkGraph([], chain(3), wide)).toEqual({ depths: new Map(), edges: [], truncated: false });
});
