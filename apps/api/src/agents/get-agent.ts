import type { Agent } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { findAgent } from "./find-agent.ts";
import { toAgent } from "./to-agent.ts";

/** One agent. @throws AppError NOT_FOUND */
export async function getAgent({ principal, agentId, deps }: { principal: Principal; agentId: string; deps: Deps }): Promise<Agent> {
  return toAgent(await deps.database.inOrg(principal.scope, (client) => findAgent(client, principal, agentId)));
}
