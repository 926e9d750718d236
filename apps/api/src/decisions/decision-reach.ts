import type { Environment } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { DecisionReach } from "@agentlattice/db";
import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";

interface Asked {
  /** `agt_…` */
  readonly agent?: string | undefined;
  readonly environment?: Environment | undefined;
}

/** Returns the decisions that a principal may see and asks for. INVARIANT: a filter never widens what the caller may see. */
export async function decisionReach(
  deps: Pick<Deps, "database">,
  principal: Principal,
  { agent, environment }: Asked = {},
): Promise<DecisionReach> {
  const visible = await visibleAgents(deps, principal);
  const named = agent === undefined ? null : decodeId("agt", agent);
  const agents = named === null ? visible : visible === null || visible.includes(named) ? [named] : [];
  return { agents, environment: withinEnvironment(principal).environment ?? environment ?? null };
}
