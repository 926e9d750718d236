import { groupBy, type Topology, type TopologyEdge, type TopologyNode } from "./merge-tools.ts";

export interface PositionedNode extends TopologyNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Line extends TopologyEdge {
  readonly key: string;
  /** Data of an SVG path. */
  readonly path: string;
}

export interface Layout {
  readonly nodes: readonly PositionedNode[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const NODE_HEIGHT = 28;
const MARGIN = 24;
const AGENT_ROW = 44;
const AGENT_STEP = 132;
const AGENT_WIDTH = 148;
/** Half the distance of two tools in a column, because the columns alternate. */
const TOOL_STEP = 18;
const TOOL_WIDTH = { most: 172, least: 124 } as const;
/** The distance between agents and tools. */
const TOOL_GAP = { most: 168, least: 72 } as const;
const COLUMN_GAP = 24;
const LAST_STEP = 6;

/**
 * Places agents by delegation depth at the left, and tools in two columns at the right. The positions depend only on the available width
 * and the names and edges of the graph, so they stay the same when it is read again.
 * @param available width of the pane. A narrow one brings the tools nearer to the agents, then makes them narrower.
 */
export function layOut({ nodes, edges }: Topology, available: number): Layout {
  const tree = orderAgents(nodes, edges);
  const rows = new Map(tree.map(({ id }, row) => [id, row]));
  const deepest = Math.max(0, ...tree.map(({ depth }) => Math.min(depth, LAST_STEP)));
  const agentsEnd = MARGIN + deepest * AGENT_STEP + AGENT_WIDTH;
  const columns = fitTools(available - agentsEnd - MARGIN);
  const toolsAt = agentsEnd + columns.gap;
  const tools = orderTools(nodes, edges, rows);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const agents = tree.flatMap(({ id, depth }, row): PositionedNode[] => {
    const node = byId.get(id);
    const x = MARGIN + Math.min(depth, LAST_STEP) * AGENT_STEP;
    return node ? [{ ...node, x, y: MARGIN + row * AGENT_ROW, width: AGENT_WIDTH }] : [];
  });
  const used = tools.map(
    (node, index): PositionedNode => ({
      ...node,
      x: toolsAt + (index % 2) * (columns.width + COLUMN_GAP),
      y: MARGIN + index * TOOL_STEP,
      width: columns.width,
    }),
  );
  const positioned = [...agents, ...used];
  return {
    nodes: positioned,
    lines: drawLines(positioned, edges, toolsAt),
    width: used.length > 0 ? toolsAt + 2 * columns.width + COLUMN_GAP + MARGIN : agentsEnd + MARGIN,
    height: Math.max(0, ...positioned.map(({ y }) => y)) + NODE_HEIGHT + MARGIN,
  };
}

/** Returns the distance of the tools from the agents, and the width of a tool, so that two columns fit into a width where possible. */
function fitTools(available: number): { gap: number; width: number } {
  const rest = available - COLUMN_GAP;
  const gap = clamp(rest - 2 * TOOL_WIDTH.most, TOOL_GAP);
  return { gap, width: clamp(Math.floor((rest - gap) / 2), TOOL_WIDTH) };
}

const clamp = (value: number, { least, most }: { least: number; most: number }) => Math.min(most, Math.max(least, value));

/** Returns the agents in the order of their delegation tree, each below the one that delegates to it. */
function orderAgents(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): readonly { id: string; depth: number }[] {
  const agents = nodes.filter(({ kind }) => kind === "agent").toSorted(byName);
  const delegations = edges.filter(({ type }) => type === "delegation");
  const childrenOf = groupBy(delegations, ({ from }) => from);
  const children = new Set(delegations.map(({ to }) => to));
  const names = new Map(agents.map((agent, index) => [agent.id, index]));
  const ordered: { id: string; depth: number }[] = [];
  const seen = new Set<string>();
  const visit = (id: string, depth: number) => {
    if (seen.has(id) || !names.has(id)) return;
    seen.add(id);
    ordered.push({ id, depth });
    const below = (childrenOf.get(id) ?? []).map(({ to }) => to).toSorted((a, b) => (names.get(a) ?? 0) - (names.get(b) ?? 0));
    for (const child of below) visit(child, depth + 1);
  };
  for (const { id } of agents) if (!children.has(id)) visit(id, 0);
  // The parent of an agent may be missing from a truncated graph.
  for (const { id } of agents) visit(id, 0);
  return ordered;
}

const byName = (a: TopologyNode, b: TopologyNode) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id);

/** Returns the tools by the first agent that uses them, then by name. */
function orderTools(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[], rows: ReadonlyMap<string, number>): TopologyNode[] {
  const firstUser = new Map<string, number>();
  for (const { from, to, type } of edges) {
    if (type === "decision") firstUser.set(to, Math.min(firstUser.get(to) ?? Number.POSITIVE_INFINITY, rows.get(from) ?? 0));
  }
  const rank = ({ id }: TopologyNode) => firstUser.get(id) ?? Number.MAX_SAFE_INTEGER;
  return nodes.filter(({ kind }) => kind !== "agent").toSorted((a, b) => rank(a) - rank(b) || byName(a, b));
}

const HALF = NODE_HEIGHT / 2;

/** @param toolsAt the left edge of the first column of tools */
function drawLines(nodes: readonly PositionedNode[], edges: readonly TopologyEdge[], toolsAt: number): Line[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to) return [];
    return [{ ...edge, key: `${edge.from} ${edge.to}`, path: edge.type === "delegation" ? corner(from, to) : curve(from, to, toolsAt) }];
  });
}

const corner = (from: PositionedNode, to: PositionedNode) => `M${from.x + HALF} ${from.y + NODE_HEIGHT}V${to.y + HALF}H${to.x}`;

/** Ends at the first column of tools. A line to the second column runs on between two tools of the first, so that it crosses no name. */
function curve(from: PositionedNode, to: PositionedNode, toolsAt: number): string {
  const [x, y, at] = [from.x + from.width, from.y + HALF, to.y + HALF];
  const middle = (x + toolsAt) / 2;
  return `M${x} ${y}C${middle} ${y} ${middle} ${at} ${toolsAt} ${at}H${to.x}`;
}
