import type { Delegation, DelegationGraph } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { type Branch, growForest, growTree, sizeOf } from "./grow-forest.ts";

const agent = (id: string) => ({ id: `agt_${id}`, name: id });
const delegation = (chain: string[], created_at: string) =>
  ({
    id: `del_${chain.at(-1)}`,
    name: chain.at(-1),
    chain: chain.map(agent),
    parent: agent(chain.at(-2) ?? ""),
    child: agent(chain.at(-1) ?? ""),
    created_at,
  }) as Delegation;

const draw = (branch: Branch): unknown => (branch.children.length ? { [branch.agent.name]: branch.children.map(draw) } : branch.agent.name);

test("builds trees with roots by name and children by age", () => {
  const forest = growForest([
    delegation(["zeta", "z1"], "4"),
    delegation(["alpha", "a2"], "3"),
    delegation(["alpha", "a1", "deep"], "2"),
    delegation(["alpha", "a1"], "1"),
  ]);
  expect(forest.map(draw)).toEqual([{ alpha: [{ a1: ["deep"] }, "a2"] }, { zeta: ["z1"] }]);
  expect(forest.map(sizeOf)).toEqual([3, 1]);
});

test("skips ancestors that are not listed and keeps their children", () => {
  const forest = growForest([delegation(["alpha", "gone", "kept", "deep"], "3"), delegation(["alpha", "gone", "kept"], "2")]);
  expect(forest.map(draw)).toEqual([{ alpha: [{ kept: ["deep"] }] }]);
});

test("builds the tree of a graph", () => {
  const edge = (source: string, target: string, created_at: string) => ({
    id: `del_${target}`,
    source: `agt_${source}`,
    target: `agt_${target}`,
    created_at,
  });
  const graph = { nodes: ["r", "a", "b"].map(agent), edges: [edge("a", "b", "2"), edge("r", "a", "1")] } as unknown as DelegationGraph;
  expect(growTree(graph).map(draw)).toEqual([{ r: [{ a: ["b"] }] }]);
});
