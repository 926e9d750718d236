import type { Layout, PositionedNode } from "./lay-out.ts";

/**
 * Returns the node that an arrow key leads to: right and left follow an edge forwards and backwards to the nearest node; up and down lead to
 * the next agent or tool. Returns null at the end.
 */
export function followEdge({ nodes, lines }: Pick<Layout, "nodes" | "lines">, id: string, key: string): PositionedNode | null {
  const here = nodes.find((node) => node.id === id);
  if (!here) return nodes[0] ?? null;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ends = (pick: (line: Layout["lines"][number]) => string | null) => lines.flatMap((line) => byId.get(pick(line) ?? "") ?? []);
  switch (key) {
    case "ArrowRight":
      return nearest(
        here,
        ends(({ from, to }) => (from === id ? to : null)),
      );
    case "ArrowLeft":
      return nearest(
        here,
        ends(({ from, to }) => (to === id ? from : null)),
      );
    case "ArrowDown":
      return neighbour(nodes, here, 1);
    case "ArrowUp":
      return neighbour(nodes, here, -1);
    default:
      return null;
  }
}

const nearest = (here: PositionedNode, others: readonly PositionedNode[]) =>
  others.toSorted((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || a.id.localeCompare(b.id))[0] ?? null;

function neighbour(nodes: readonly PositionedNode[], here: PositionedNode, step: 1 | -1): PositionedNode | null {
  const isAgent = (node: PositionedNode) => node.kind === "agent";
  const column = nodes.filter((node) => isAgent(node) === isAgent(here)).toSorted((a, b) => a.y - b.y);
  return column[column.indexOf(here) + step] ?? null;
}
