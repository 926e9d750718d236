import type { Delegation, DelegationGraph } from "@agentlattice/contract";

/** An agent and what it was given; below it what it handed on. */
export interface Branch {
  readonly agent: { readonly id: string; readonly name: string };
  /** The delegation that made this agent; `null` for a root. */
  readonly delegation: Given | null;
  readonly children: readonly Branch[];
}

export type Given = Pick<Delegation, "id" | "name" | "status" | "capabilities" | "expires_at" | "created_at">;

interface Link {
  readonly parent: Branch["agent"];
  readonly child: Branch["agent"];
  readonly given: Given;
}

/** Trees of the delegations that are listed. A child whose own parent is not listed stands below the nearest agent that is. */
export function growForest(delegations: readonly Delegation[]): Branch[] {
  const listed = new Set(delegations.map(({ child }) => child.id));
  const links = delegations.map((delegation): Link => {
    const above = delegation.chain.slice(0, -1);
    const [root] = above;
    const parent = above.findLast(({ id }) => listed.has(id)) ?? root ?? delegation.parent;
    return { parent, child: delegation.child, given: delegation };
  });
  return grow(links);
}

/** The tree of a graph. */
export function growTree({ nodes, edges }: DelegationGraph): Branch[] {
  const agents = new Map(nodes.map(({ id, name }) => [id, { id, name }]));
  const links = edges.flatMap(({ source, target, ...given }): Link[] => {
    const [parent, child] = [agents.get(source), agents.get(target)];
    return parent && child ? [{ parent, child, given }] : [];
  });
  return grow(links);
}

function grow(links: readonly Link[]): Branch[] {
  const below = new Map<string, Link[]>();
  for (const link of links) below.set(link.parent.id, [...(below.get(link.parent.id) ?? []), link]);
  const children = new Set(links.map(({ child }) => child.id));
  const roots = new Map(links.filter(({ parent }) => !children.has(parent.id)).map(({ parent }) => [parent.id, parent]));
  const branch = (agent: Branch["agent"], delegation: Given | null): Branch => ({
    agent,
    delegation,
    children: byAge(below.get(agent.id) ?? []).map(({ child, given }) => branch(child, given)),
  });
  return [...roots.values()].sort((a, b) => a.name.localeCompare(b.name, "en")).map((root) => branch(root, null));
}

const byAge = (links: readonly Link[]) => links.toSorted((a, b) => (a.given.created_at < b.given.created_at ? -1 : 1));

/** How many delegations a branch holds. */
export function sizeOf({ delegation, children }: Branch): number {
  return children.reduce((sum, child) => sum + sizeOf(child), delegation ? 1 : 0);
}
