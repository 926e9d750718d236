import type { Graph } from "@agentlattice/contract";

/** An agent, a tool, or the tools whose names begin alike. */
export interface TopologyNode {
  readonly id: string;
  readonly kind: "agent" | "tool" | "group";
  readonly name: string;
  readonly isHalted: boolean;
  /** The names of the tools of a group. */
  readonly members: readonly string[];
}

export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly type: "delegation" | "decision";
  readonly isHalted: boolean;
  readonly lastAt: string | null;
  readonly lastStatus: NonNullable<Graph["edges"][number]["last_status"]> | null;
}

export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** Groups items by a key, in the order of their first items. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Graphs with more nodes than this group their tools by prefix. */
const MAX_SINGLE = 80;

/** Converts a graph for drawing: agents below a halted one are halted, and the tools of a large graph are grouped by prefix. */
export function toTopology({ nodes, edges }: Pick<Graph, "nodes" | "edges">): Topology {
  const halted = haltedAgents(nodes, edges);
  const groupOf = nodes.length > MAX_SINGLE ? groupTools(nodes) : new Map<string, string>();
  const single = nodes.flatMap(({ id, kind, name }): TopologyNode[] => {
    if (kind === "run" || groupOf.has(id)) return [];
    return [{ id, kind: kind === "agent" ? "agent" : "tool", name: name ?? id, isHalted: halted.has(id), members: [] }];
  });
  const groups = groupBy(
    nodes.filter(({ id }) => groupOf.has(id)),
    ({ id }) => groupOf.get(id) ?? id,
  );
  const grouped = [...groups].map(([id, members]): TopologyNode => {
    const names = members.map(({ id: tool, name }) => name ?? tool).toSorted();
    return { id, kind: "group", name: `${id.slice("group:".length)}.*`, isHalted: false, members: names };
  });
  return { nodes: [...single, ...grouped], edges: mergeEdges(edges, groupOf, halted) };
}

function haltedAgents(nodes: Graph["nodes"], edges: Graph["edges"]): ReadonlySet<string> {
  const halted = new Set(nodes.filter((node) => node.halted).map(({ id }) => id));
  // A set visits members that are added during the iteration.
  for (const id of halted) for (const { from, to, type } of edges) if (type === "delegation" && from === id) halted.add(to);
  return halted;
}

/** Returns the group of each tool that shares its prefix with another. */
function groupTools(nodes: Graph["nodes"]): Map<string, string> {
  const tools = nodes.filter(({ kind }) => kind === "action" || kind === "tool");
  const prefixes = groupBy(tools, ({ id, name }) => prefixOf(name ?? id));
  return new Map(
    [...prefixes].flatMap(([prefix, members]) => (members.length > 1 ? members.map(({ id }) => [id, `group:${prefix}`] as const) : [])),
  );
}

const prefixOf = (name: string) => name.split(/[.:/_-]/)[0] ?? name;

/** Joins the edges to the tools of one group; the latest decision counts. */
function mergeEdges(edges: Graph["edges"], groupOf: ReadonlyMap<string, string>, halted: ReadonlySet<string>): TopologyEdge[] {
  const merged = new Map<string, TopologyEdge>();
  for (const { from, to: tool, type, last_at, last_status } of edges) {
    if (type === "run") continue;
    const to = groupOf.get(tool) ?? tool;
    const key = `${from} ${to}`;
    const before = merged.get(key);
    if (before && (before.lastAt ?? "") >= (last_at ?? "")) continue;
    merged.set(key, { from, to, type, isHalted: halted.has(from), lastAt: last_at ?? null, lastStatus: last_status ?? null });
  }
  return [...merged.values()];
}

/** Returns the edges of agents and tools whose name contains a text, with the nodes at their ends. */
export function searchTopology({ nodes, edges }: Topology, text: string): Topology {
  const wanted = text.toLowerCase();
  const found = new Set(
    nodes.filter(({ name, members }) => [name, ...members].some((one) => one.toLowerCase().includes(wanted))).map(({ id }) => id),
  );
  const kept = edges.filter(({ from, to }) => found.has(from) || found.has(to));
  const ends = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return { nodes: nodes.filter(({ id }) => ends.has(id)), edges: kept };
}
