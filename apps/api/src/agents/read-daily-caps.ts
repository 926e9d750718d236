import type { AgentRecord, Environment } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { coveringPolicies, formatMicros } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import { factsOfRow } from "./facts-of-row.ts";
import type { AgentRow } from "./find-agent.ts";

interface DailyCaps {
  readonly orgId: string;
  readonly config: OrgConfig;
  readonly agents: readonly AgentRow[];
  readonly environment: Environment;
  readonly now: Date;
}

interface Cap {
  readonly agentId: string;
  readonly policy: { readonly id: string; readonly name: string };
  /** USD in millionths. */
  readonly cap: number;
  /** Key of the counter. */
  readonly key: string;
}

/** Returns the enforced daily budget of money of each agent that is nearest to its cap. Agents without one are omitted. */
export async function readDailyCaps(
  client: OrgClient,
  { orgId, config, agents, environment, now }: DailyCaps,
): Promise<ReadonlyMap<string, AgentRecord["spend_today"]["cap"]>> {
  const caps = agents.flatMap((agent) => capsOf(agent, config, environment, now));
  if (caps.length === 0) return new Map();
  const key = { in: [...new Set(caps.map((cap) => cap.key))] };
  const rows = await client.limitCounter.findMany({ where: { orgId, key }, select: { key: true, value: true, extended: true } });
  const counters = new Map(rows.map((row) => [row.key, { used: Number(row.value), extended: Number(row.extended) }]));
  const read = caps.map((cap) => {
    const { used, extended } = counters.get(cap.key) ?? { used: 0, extended: 0 };
    return { ...cap, used, amount: cap.cap + extended };
  });
  // The nearest one comes last, so it is the one that remains.
  read.sort((a, b) => a.used / a.amount - b.used / b.amount || b.amount - a.amount);
  return new Map(
    read.map(({ agentId, policy, amount, used }) => [agentId, { policy, amount: formatMicros(amount), used: formatMicros(used) }]),
  );
}

function capsOf(agent: AgentRow, { bundle, zone, zoneChanges }: OrgConfig, environment: Environment, now: Date): Cap[] {
  const facts = factsOfRow(agent, "budget.reserve", { environment, zone, zoneChanges, now: now.getTime() });
  return coveringPolicies(bundle, null, facts)
    .filter((policy) => bundle.modeIn(policy, environment) === "enforce")
    .flatMap(({ id, name, limits }) =>
      limits.budgets
        .filter(({ per, by }) => per === "day" && by === "agent")
        .flatMap((budget) =>
          budget.caps
            .filter(({ measure }) => measure === "usd")
            .map(({ cap, measure }) => ({
              agentId: agent.agentId,
              policy: { id, name },
              cap,
              key: budget.prefix(measure, facts) + encodeId("agt", agent.agentId),
            })),
        ),
    );
}
