import type { Agent, AgentQuery } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { describeAgent } from "./describe-agents.ts";
import { findAgent } from "./find-agent.ts";

interface GetAgentInput {
  readonly principal: Principal;
  readonly agentId: string;
  readonly query: z.output<typeof AgentQuery>;
  readonly deps: Pick<Deps, "configs" | "database">;
}

/** Reads an agent. @throws AppError NOT_FOUND */
export function getAgent({ principal, agentId, query, deps }: GetAgentInput): Promise<Agent> {
  return deps.database.inOrg(principal.scope, async (client) => {
    const row = await findAgent(client, principal, agentId);
    return describeAgent(deps, client, principal, row, query);
  });
}
