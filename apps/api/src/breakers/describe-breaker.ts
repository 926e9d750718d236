import type { AgentBreaker, PolicyBreaker } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { CircuitCheck, Environment } from "@agentlattice/core/policy";
import { type CallOutcome, readBreakers, readCircuit } from "@agentlattice/core/settle";
import { type OrgClient, openText } from "@agentlattice/db";
import type { AgentRow } from "../agents/find-agent.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import { readBreakersOf } from "./read-breakers-of.ts";

const SECOND = 1_000;

export interface DescribeBreaker {
  readonly deps: Pick<Deps, "configs" | "database">;
  readonly principal: Principal;
  readonly client: OrgClient;
  readonly agent: AgentRow;
  readonly environment: Environment;
}

/** Returns the breaker of an agent: the state that decisions enforce, the override by a person, and the counts of each policy. */
export async function describeBreaker({ deps, principal, client, agent, environment }: DescribeBreaker): Promise<AgentBreaker> {
  const { orgId, agentId } = agent;
  const config = await deps.configs.get(orgId);
  const keys = await deps.database.keysOf(orgId);
  const { breakers, view, now } = await readBreakersOf({ deps, principal, client, agentIds: [agentId], environment });
  const own = breakers.get(agentId) ?? { isForcedOpen: false, checks: [], counted: [] };
  // The last key is that of the agent, after those of the agents above it.
  const policies = own.checks.map((check) => describePolicy(config, check, view.history.get(check.keys.at(-1) ?? "")?.outcomes ?? [], now));
  const override = await readOverride(client, orgId, agentId, (sealed) =>
    openText({ dataKey: keys.data, orgId, origin: config.origin, entryId: agentId, field: "breaker" }, sealed),
  );
  return {
    agent_id: encodeId("agt", agentId),
    environment,
    state: readBreakers(own, { view, now }),
    override,
    policies,
    you: youCan(principal, { changeBreaker: true }),
  };
}

function describePolicy(
  { policies }: OrgConfig,
  { policy, rule }: CircuitCheck,
  outcomes: readonly CallOutcome[],
  now: number,
): PolicyBreaker {
  const circuit = readCircuit(outcomes, rule, now);
  const recent = outcomes.filter(({ at }) => at > now - rule.window_ms);
  const count = (...names: CallOutcome["outcome"][]) => recent.filter((outcome) => names.includes(outcome.outcome)).length;
  return {
    policy: { id: policy, name: policies.find(({ id }) => id === policy)?.name ?? "" },
    state: circuit.state,
    reopens_at: circuit.state === "open" ? new Date(circuit.until).toISOString() : null,
    thresholds: {
      denial_rate: rule.denial_rate,
      failure_rate: rule.failure_rate,
      min_calls: rule.min_calls,
      window_seconds: rule.window_ms / SECOND,
      cool_down_seconds: rule.cool_down_ms / SECOND,
      probes: rule.probes,
    },
    counts: {
      executed: count("executed"),
      denied: count("denied"),
      succeeded: count("succeeded"),
      failed: count("failed", "probe_failed"),
    },
  };
}

async function readOverride(
  client: OrgClient,
  orgId: string,
  agentId: string,
  open: (sealed: Uint8Array) => string,
): Promise<AgentBreaker["override"]> {
  const row = await client.breakerOverride.findUnique({ where: { orgId_agentId: { orgId, agentId } } });
  if (!row) return null;
  const where = { orgId_userId: { orgId, userId: row.setBy } };
  const person = await client.member.findUnique({ where, select: { user: { select: { name: true } } } });
  return {
    state: row.state === "open" ? "open" : "closed",
    reason: open(row.reason),
    by: { id: encodeId("usr", row.setBy), name: person?.user.name ?? "" },
    at: row.setAt.toISOString(),
  };
}
