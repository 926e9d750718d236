import type { Graph } from "@agentlattice/contract";
import { describe, expect, it } from "vitest";
import { followEdge } from "./follow-edges.ts";
import { layOut } from "./lay-out.ts";
import { toTopology } from "./merge-tools.ts";

const agent = (name: string, more: Partial<Graph["nodes"][number]> = {}) => ({
  id: `agt_${name}`,
  kind: "agent" as const,
  name,
  depth: 0,
  ...more,
});
const tool = (name: string) => ({ id: `action:${name}`, kind: "action" as const, name, depth: 1 });
const delegates = (from: string, to: string) => ({ from: `agt_${from}`, to: `agt_${to}`, type: "delegation" as const });
const uses = (from: string, to: string, last_at = "2026-11-23T00:00:00.000Z") => ({
  from: `agt_${from}`,
  to: `action:${to}`,
  type: "decision" as const,
  last_at,
  last_status: "executed" as const,
});

const SMALL = {
  nodes: [agent("z"), agent("a"), agent("a-child"), tool("doc.read"), tool("pr.merge")],
  edges: [delegates("a", "a-child"), uses("z", "doc.read"), uses("a-child", "pr.merge"), uses("a-child", "doc.read")],
};
const draw = (graph: Pick<Graph, "nodes" | "edges">, available = 2_000) => layOut(toTopology(graph), available);
const at = (layout: ReturnType<typeof layOut>, id: string) =>
  layout.nodes.find((node) => node.id === id) ?? { x: 0, y: 0, isHalted: false };

describe("the layout", () => {
  it("places an agent below and to the right of the one that delegates to it", () => {
    const layout = draw(SMALL);
    const [parent, child, other] = [at(layout, "agt_a"), at(layout, "agt_a-child"), at(layout, "agt_z")];
    expect(child.x).toBeGreaterThan(parent.x);
    expect([parent.y, child.y, other.y]).toEqual([parent.y, child.y, other.y].toSorted((a, b) => a - b));
    expect(other.x).toBe(parent.x);
  });

  it("places tools in two columns at the right of all agents", () => {
    const layout = draw(SMALL);
    const [first, second] = [at(layout, "action:doc.read"), at(layout, "action:pr.merge")];
    expect(first.x).not.toBe(second.x);
    for (const node of layout.nodes.filter(({ kind }) => kind === "agent"))
      expect(node.x + node.width).toBeLessThan(Math.min(first.x, second.x));
  });

  it.each([850, 780, 700])("keeps the tools within %i px", (available) => {
    const { nodes, width } = draw(SMALL, available);
    expect(width).toBeLessThanOrEqual(available);
    for (const node of nodes) expect(node.x + node.width).toBeLessThanOrEqual(available);
  });

  it("does not make nodes narrower than a name needs", () => {
    const [wide, narrow] = [draw(SMALL), draw(SMALL, 100)];
    expect(narrow.width).toBeLessThan(wide.width);
    for (const { width } of narrow.nodes) expect(width).toBeGreaterThan(120);
  });

  it("does not depend on the order of the answer", () => {
    const reversed = { nodes: SMALL.nodes.toReversed(), edges: SMALL.edges.toReversed() };
    const positions = ({ nodes }: ReturnType<typeof layOut>) => nodes.map(({ id, x, y }) => ({ id, x, y }));
    expect(positions(draw(reversed))).toEqual(positions(draw(SMALL)));
  });

  it("ends for a graph with a cycle", () => {
    const cyclic = { nodes: [agent("a"), agent("b")], edges: [delegates("a", "b"), delegates("b", "a")] };
    expect(draw(cyclic).nodes).toHaveLength(2);
  });

  it("overlaps no nodes at 200 nodes", () => {
    const names = Array.from({ length: 60 }, (_, index) => `agent-${index}`);
    const tools = Array.from({ length: 140 }, (_, index) => `tool${index}.call`);
    const edges = tools.map((name, index) => uses(`agent-${index % 60}`, name));
    const { nodes } = draw({ nodes: [...names.map((name) => agent(name)), ...tools.map(tool)], edges });
    const cells = nodes.map(({ x, y, kind }) => `${x}/${kind === "agent" ? y / 44 : y / 36}`);
    expect(new Set(cells).size).toBe(nodes.length);
  });
});

describe("the lines", () => {
  const NODE_HEIGHT = 28;
  const numbers = (path: string) => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

  it("to the second column of tools cross no tool of the first", () => {
    const tools = Array.from({ length: 41 }, (_, index) => `tool${index}.call`);
    const agents = ["a", "b", "c"];
    const graph = {
      nodes: [...agents.map((name) => agent(name)), ...tools.map(tool)],
      edges: tools.flatMap((name) => agents.map((by) => uses(by, name))),
    };
    const { nodes, lines } = draw(graph);
    const used = nodes.filter(({ kind }) => kind === "tool");
    const left = Math.min(...used.map(({ x }) => x));
    const first = used.filter(({ x }) => x === left);
    const second = lines.filter(({ to }) => used.some(({ id, x }) => id === to && x > left));
    expect(second).toHaveLength(20 * agents.length);
    for (const { path } of second) {
      const [, , , , , , bend = 0, at = 0, end = 0] = numbers(path);
      expect(bend).toBe(left);
      expect(end).toBeGreaterThan(left);
      expect(first.filter(({ y }) => y <= at && at <= y + NODE_HEIGHT)).toEqual([]);
    }
  });
});

describe("a large graph", () => {
  const tools = Array.from({ length: 90 }, (_, index) => `refund.step${index}`);
  const graph = {
    nodes: [agent("a"), ...tools.map(tool), tool("doc.read")],
    edges: [
      ...tools.map((name, index) => uses("a", name, `2026-11-23T00:00:${String(index % 60).padStart(2, "0")}.000Z`)),
      uses("a", "doc.read"),
    ],
  };

  it("groups tools by prefix and keeps those that are alone", () => {
    const { nodes, edges } = toTopology(graph);
    expect(nodes.map(({ name }) => name)).toEqual(["a", "doc.read", "refund.*"]);
    expect(nodes.at(-1)?.members).toHaveLength(90);
    expect(edges).toHaveLength(2);
    expect(edges[0]?.lastAt).toBe("2026-11-23T00:00:59.000Z");
  });
});

it("agents below a halted one are halted, and so are their edges", () => {
  const { nodes, edges } = toTopology({ ...SMALL, nodes: SMALL.nodes.map((node) => ({ ...node, halted: node.id === "agt_a" })) });
  expect(nodes.filter(({ isHalted }) => isHalted).map(({ name }) => name)).toEqual(["a", "a-child"]);
  expect(edges.filter(({ isHalted }) => isHalted)).toHaveLength(3);
});

it("arrow keys follow edges, and lead to the next agent or tool", () => {
  const layout = draw(SMALL);
  const go = (id: string, key: string) => followEdge(layout, id, key)?.id ?? null;
  expect(go("agt_a", "ArrowRight")).toBe("agt_a-child");
  expect(go("agt_a-child", "ArrowLeft")).toBe("agt_a");
  expect(go("action:pr.merge", "ArrowLeft")).toBe("agt_a-child");
  expect(go("agt_a", "ArrowDown")).toBe("agt_a-child");
  expect(go("agt_a", "ArrowUp")).toBeNull();
});
