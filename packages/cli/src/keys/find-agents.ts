import type { Agent } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import { AgentLatticeError } from "@agentlattice/sdk";
import { listAll } from "../connection/list-all.ts";
import { UsageError } from "../usage-error.ts";

/** The agents that the credential may see, by name and id. */
export interface Agents {
  readonly all: readonly Pick<Agent, "id" | "name">[];
  /** The refusal, when the credential may not list agents. */
  readonly refused: AgentLatticeError | null;
  /** Returns the name of an agent, or its id when the name is unknown. */
  nameOf(id: string | null): string;
  /**
   * Returns the id of an agent. @throws UsageError for a name that no agent or several agents have; AgentLatticeError when the agents
   * cannot be listed
   */
  idOf(nameOrId: string): string;
}

const AGENT_ID = /^agt_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Lists the agents. Without the permission, `nameOf` returns ids, and `idOf` throws the refusal for a name. */
export async function findAgents(api: ApiClient): Promise<Agents> {
  const all: Pick<Agent, "id" | "name">[] = [];
  let refused: AgentLatticeError | null = null;
  try {
    for await (const { id, name } of listAll((page) => api.listAgents({ query: page }))) all.push({ id, name });
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
          ? `Several agents have the name ${nameOrId}. Give the id.`
          : `There is no agent ${nameOrId}.${known.length > 0 ? ` The agents are ${known.join(", ")}.` : ""}`,
      );
    },
  };
}
