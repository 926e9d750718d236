import type { Environment } from "@agentlattice/contract";
import type { AgentBreakers } from "@agentlattice/core/policy";
import { databaseNow, type OrgClient, readLimits } from "@agentlattice/db";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { readRequesters } from "../policies/read-requesters.ts";

interface BreakersOf {
  readonly deps: Pick<Deps, "configs" | "database">;
  readonly principal: Principal;
  readonly client: OrgClient;
  /** UUIDs */
  readonly agentIds: readonly string[];
  readonly environment: Environment;
}

/** The breakers of agents by UUID, with the outcomes that they count, at one time. */
export interface ReadBreakers {
  readonly breakers: ReadonlyMap<string, AgentBreakers>;
  readonly view: Awaited<ReturnType<typeof readLimits>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Reads the breakers of agents and of the agents above them. The number of queries does not depend on the number of agents. */
export async function readBreakersOf({ deps, principal, client, agentIds, environment }: BreakersOf): Promise<ReadBreakers> {
  const { orgId } = principal.scope;
  const { bundle, zone } = await deps.configs.get(orgId);
  const tools = moduleTools(await deps.database.keysOf(orgId));
  const now = (await databaseNow(client)).getTime();
  const requesters = await readRequesters(client, orgId, agentIds);
  const breakers = new Map(
    [...requesters].map(([id, requester]) => {
      const facts = toFacts({ ...requester, environment }, { action_type: "breaker" }, { zone, now });
      return [id, bundle.breakers(facts, tools)] as const;
    }),
  );
  const checks = [...breakers.values()].flatMap((one) => one.checks);
  return { breakers, view: await readLimits(client, principal.scope, { checks, historyEvents: [] }), now };
}
