import type { Delegation, DelegationGraph } from "@agentlattice/contract";

/** An agent with the delegation it received and the branches below it. */
export interface Branch {
  readonly agent: { readonly id: string; readonly name: string };
  /** The delegation that created this agent, or null for a root. */
  readonly delegation: Grant | null;
  readonly children: readonly Branch[];
}

export type Grant = Pick<Delegation, "id" | "name" | "status" | "capabilities" | "expires_at" | "created_at">;

interface Link {
  readonly parent: Branch["agent"];
  readonly child: Branch["agent"];
  readonly grant: Grant;
}

/** Builds trees from the listed delegations. A child whose parent is not listed is placed below its nearest listed ancestor. */
export function growForest(delegations: readonly Delegation[]): Branch[] {
  const listed = new Set(delegations.map(({ child }) => child.id));
  const links = delegations.map((delegation): Link => {
    const above = delegation.chain.slice(0, -1);
    const [root] = above;
    const parent = above.findLast(({ id }) => listed.has(id)) ?? root ?? delegation.parent;
    return { parent, child: delegation.child, grant: delegation };
  });
  return grow(links);
}

/** Builds the tree of a delegation graph. */
export function growTree({ nodes, edges }: DelegationGraph): Branch[] {
  const agents = new Map(nodes.map(({ id, name }) => [id, { id, name }]));
  const links = edges.flatMap(({ source, target, ...grant }): Link[] => {
    const [parent, child] = [agents.get(source), agents.get(target)];
    return parent && child ? [{ parent, child, grant }] : [];
  });
  return grow(links);
}

function grow(links: readonly Link[]): Branch[] {
  const childLinks = new Map<string, Link[]>();
  for (const link of links) childLinks.set(link.parent.id, [...(childLinks.get(link.parent.id) ?? []), link]);
  const children = new Set(links.map(({ child }) => child.id));
  const roots = new Map(links.filter(({ parent }) => !children.has(parent.id)).map(({ parent }) => [parent.id, parent]));
  const branch = (agent: Branch["agent"], delegation: Grant | null): Branch => ({
    agent,
    delegation,
    children: byAge(childLinks.get(agent.id) ?? []).map(({ child, grant }) => branch(child, grant)),
  });
  return [...roots.values()].sort((a, b) => a.name.localeCompare(b.name, "en")).map((root) => branch(root, null));
}

const byAge = (links: readonly Link[]) => links.toSorted((a, b) => (a.grant.created_at < b.grant.created_at ? -1 : 1));

/** Counts the delegations in a branch. */
export function sizeOf({ delegation, children }: Branch): number {
  return children.reduce((sum, child) => sum + sizeOf(child), delegation ? 1 : 0);
}
