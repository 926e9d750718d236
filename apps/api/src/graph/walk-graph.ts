import type { GraphEdge } from "@agentlattice/contract";

export interface WalkBounds {
  /** Maximum number of edges between a root and a node. */
  readonly depth: number;
  /** Maximum number of nodes. */
  readonly limit: number;
}

export interface Walk {
  /** Reached nodes with their distance from the nearest root, the nearest first. */
  readonly depths: ReadonlyMap<string, number>;
  /** Edges between reached nodes. */
  readonly edges: readonly GraphEdge[];
  /** True when a neighbour of a reached node was left out. */
  readonly truncated: boolean;
}

/**
 * Walks from the roots along edges, breadth first. Edges of runs lead both ways, because a run connects the agents that share it. Every node
 * is visited once, so cycles end.
 */
export function walkGraph(roots: readonly string[], edges: readonly GraphEdge[], { depth, limit }: WalkBounds): Walk {
  const neighbours = neighboursOf(edges);
  const depths = new Map(roots.slice(0, limit).map((root) => [root, 0]));
  let truncated = roots.length > limit;
  // A Map iterates over entries that are added during the iteration.
  for (const [node, distance] of depths) {
    for (const next of neighbours.get(node) ?? []) {
      if (depths.has(next)) continue;
      if (distance === depth || depths.size === limit) truncated = true;
      else depths.set(next, distance + 1);
    }
  }
  return { depths, edges: edges.filter(({ from, to }) => depths.has(from) && depths.has(to)), truncated };
}

function neighboursOf(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const known = neighbours.get(from);
    if (known) known.push(to);
    else neighbours.set(from, [to]);
  };
  for (const { from, to, type } of edges) {
    add(from, to);
    if (type === "run") add(to, from);
  }
  return neighbours;
}
