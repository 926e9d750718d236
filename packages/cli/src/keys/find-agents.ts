import type { Agent } from "@agentlattice/contract";
import { type AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import { listAll } from "../connection/list-all.ts";
import { UsageError } from "../usage-error.ts";

/** The agents that the credential may see, by name and id. */
export interface Agents {
  readonly all: readonly Pick<Agent, "id" | "name">[];
  /** Why they cannot be listed, when they cannot. */
  readonly refused: AgentLatticeError | null;
  /** The name, or the id when no name is known. */
  nameOf(id: string | null): string;
  /** @throws UsageError for a name that nobody has, or several; AgentLatticeError when the agents cannot be listed */
  idOf(nameOrId: string): string;
}

const AGENT_ID = /^agt_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Lists the agents. A credential that may not list them sees ids instead of names, and `idOf` fails with the refusal for a name. */
export async function findAgents(al: AgentLattice): Promise<Agents> {
  const all: Pick<Agent, "id" | "name">[] = [];
  let refused: AgentLatticeError | null = null;
  try {
    for await (const { id, name } of listAll<Agent>(al, "/agents")) all.push({ id, name });
  } catch (error) {
    if (!(error instanceof AgentLatticeError) || error.code !== "FORBIDDEN") throw error;
    refused = error;
  }
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return {
    all,
    refused,
    nameOf: (id) => (id === null ? "–" : (names.get(id) ?? id)),
    idOf(nameOrId) {
      if (AGENT_ID.test(nameOrId)) return nameOrId;
      const found = all.filter(({ name }) => name === nameOrId);
      if (found.length === 1 && found[0]) return found[0].id;
      if (refused) throw refused;
      const known = all.map(({ name }) => name).slice(0, 10);
      throw new UsageError(
        found.length > 1
          ? `Several agents are called ${nameOrId}: give the id.`
          : `There is no agent ${nameOrId}.${known.length > 0 ? ` There are ${known.join(", ")}.` : ""}`,
      );
    },
  };
}
