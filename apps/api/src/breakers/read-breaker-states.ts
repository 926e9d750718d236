import type { BreakerState, Environment } from "@agentlattice/contract";
import { readBreakers } from "@agentlattice/core/settle";
import { databaseNow, type OrgClient, readLimits } from "@agentlattice/db";
import type { AgentRow } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { breakerChecks } from "./breaker-checks.ts";

interface BreakerStates {
  readonly deps: Pick<Deps, "configs" | "database">;
  readonly principal: Principal;
  readonly client: OrgClient;
  readonly agents: readonly AgentRow[];
  readonly environment: Environment;
}

/** Returns the breaker state of each agent by its id, with two queries for all of them. */
export async function readBreakerStates(input: BreakerStates): Promise<ReadonlyMap<string, BreakerState>> {
  const { deps, principal, client, agents, environment } = input;
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  const keys = await deps.database.keysOf(orgId);
  const now = (await databaseNow(client)).getTime();
  const agentId = { in: agents.map((agent) => agent.agentId) };
  const overrides = await client.breakerOverride.findMany({ where: { orgId, agentId }, select: { agentId: true, state: true } });
  const held = new Map(overrides.map((override) => [override.agentId, override.state === "open" ? "open" : "closed"] as const));
  const checksOf = new Map(agents.map((agent) => [agent.agentId, breakerChecks({ config, keys, agent, environment, now })]));
  const checks = [...checksOf.values()].flat();
  const view = await readLimits(client, principal.scope, { checks, historyEvents: [] });
  const stateOf = (id: string) => held.get(id) ?? readBreakers(checksOf.get(id) ?? [], { view, now });
  return new Map(agents.map(({ agentId: id }) => [id, stateOf(id)]));
}
