import type { Agent, AgentPresence, AgentRecord, Environment } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AgentRecordRow, databaseNow, type OrgClient, readAgentRecords, readPresence, windowOf } from "@agentlattice/db";
import { readBreakerStates } from "../breakers/read-breaker-states.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import { describePresence } from "../presence/describe-presence.ts";
import { agentFacts } from "./agent-facts.ts";
import type { AgentRow } from "./find-agent.ts";
import { readDailyCaps } from "./read-daily-caps.ts";
import { readSpendToday } from "./read-spend-today.ts";

const HOUR_MS = 3_600_000;
const HOURS = 24;

interface DescribeOptions {
  readonly include?: "record" | undefined;
  /** Environment of the counted decisions; all by default. */
  readonly environment?: Environment | undefined;
}

type DescribeDeps = Pick<Deps, "configs" | "database">;

/**
 * Returns agents with owner, presence and, if requested, activity record. The number of queries does not depend on the number of agents.
 */
export async function describeAgents(
  deps: DescribeDeps,
  client: OrgClient,
  principal: Principal,
  rows: readonly AgentRow[],
  { include, environment }: DescribeOptions = {},
): Promise<Agent[]> {
  const { orgId } = principal.scope;
  const agentIds = rows.map((row) => row.agentId);
  const now = await databaseNow(client);
  const keys = await readPresence(client, orgId, agentIds, now);
  const presence = await describePresence(client, orgId, rows, environment ?? null);
  const recordOf = include ? await readRecords({ deps, client, principal, rows, environment, now }) : new Map<string, AgentRecord>();
  const owners = await readOwners(client, orgId, rows);
  return rows.map((row, index) => {
    const seen = keys.get(row.agentId);
    const record = recordOf.get(row.agentId);
    return {
      ...agentFacts(row),
      owner_name: owners.get(row.ownerUserId) ?? null,
      environments: (seen?.environments ?? []) as Agent["environments"],
      last_seen_at: seen?.lastSeenAt?.toISOString() ?? null,
      presence: presence[index] as AgentPresence,
      ...(record && { record }),
      you: youCan(principal, { changeAgent: true, createAgentKey: row.rootAgentId === null }),
    };
  });
}

/** Returns one agent in the format of `describeAgents`. */
export async function describeAgent(
  deps: DescribeDeps,
  client: OrgClient,
  principal: Principal,
  row: AgentRow,
  options?: DescribeOptions,
): Promise<Agent> {
  const [agent] = await describeAgents(deps, client, principal, [row], options);
  return agent as Agent;
}

interface ReadRecords extends DescribeOptions {
  readonly deps: DescribeDeps;
  readonly client: OrgClient;
  readonly principal: Principal;
  readonly rows: readonly AgentRow[];
  readonly now: Date;
}

/** Returns the activity, breaker and costs of each agent by its id. */
async function readRecords({ deps, client, principal, rows, environment, now }: ReadRecords): Promise<ReadonlyMap<string, AgentRecord>> {
  const { orgId } = principal.scope;
  const agentIds = rows.map((row) => row.agentId);
  const config = await deps.configs.get(orgId);
  const { zone } = config;
  const from = new Date((Math.floor(now.getTime() / HOUR_MS) - HOURS + 1) * HOUR_MS);
  const records = await readAgentRecords(client, windowOf(orgId, from, now), agentIds, environment);
  const enforcedIn = environment ?? "prod";
  const breakers = await readBreakerStates({ deps, principal, client, agentIds, environment: enforcedIn });
  const caps = await readDailyCaps(client, { orgId, config, agents: rows, environment: enforcedIn, now });
  const spends = await readSpendToday(client, { orgId, agentIds, environment: environment ?? null, zone, now });
  const controlsOf = (id: string) => ({
    breaker: breakers.get(id) ?? ("closed" as const),
    spend_today: { ...(spends.get(id) ?? { usd: "0", unknown: 0 }), cap: caps.get(id) ?? null },
  });
  return new Map(records.map((record) => [record.agent_id, { ...toRecord(record, from), ...controlsOf(record.agent_id) }]));
}

async function readOwners(client: OrgClient, orgId: string, rows: readonly AgentRow[]): Promise<ReadonlyMap<string | null, string>> {
  const userIds = [...new Set(rows.flatMap((row) => row.ownerUserId ?? []))];
  if (userIds.length === 0) return new Map();
  const members = await client.member.findMany({
    where: { orgId, userId: { in: userIds } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(members.map(({ userId, user }) => [userId, user.name]));
}

function toRecord({ hours, last, agent_id: _, ...counts }: AgentRecordRow, from: Date): Omit<AgentRecord, "breaker" | "spend_today"> {
  const perHour = Array<number>(HOURS).fill(0);
  for (const [hour, count] of hours) perHour[hour] = count;
  return {
    from: from.toISOString(),
    ...counts,
    hours: perHour,
    last_decision: last && {
      audit_event_id: encodeId("evt", last.id),
      seq: last.seq,
      at: new Date(last.ts).toISOString(),
      action_type: last.action_type,
      status: last.status as NonNullable<AgentRecord["last_decision"]>["status"],
      denial_reason: last.denial_reason,
    },
  };
}
