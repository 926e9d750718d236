import { encodeId } from "@agentlattice/core";
import { matchesCapability } from "@agentlattice/core/policy";
import { type AgentRow, type Counted, type GrantRow, type PolicyRow, type PostureFacts, ROWS_SHOWN } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { ActivityMemory } from "./activity-memory.ts";
import { type EvidenceWindow, lastDays } from "./evidence-window.ts";
import { type Activity, readActivity } from "./read-activity.ts";
import { type AgentRecord, type PolicyRecord, readActiveAgents, readActivePolicies } from "./read-configuration.ts";
import { readCredentials } from "./read-credentials.ts";
import { readIncidentReadiness } from "./read-incident-readiness.ts";
import { readLedgerChecks } from "./read-ledger-checks.ts";
import { readOversight } from "./read-oversight.ts";

const WINDOW_DAYS = 30;
/** Time for which a new capability counts as used. */
const GRACE_MS = 7 * 86_400_000;

interface Asked {
  /** A past time for which to read the facts, as far as they are stored. */
  readonly at?: Date;
  /** Cache of counted activity. */
  readonly memory?: ActivityMemory;
}

/** Reads all facts of a posture score. */
export async function readPostureFacts(
  client: OrgClient,
  orgId: string,
  { at, memory }: Asked = {},
): Promise<{ facts: PostureFacts; at: Date }> {
  const window = await lastDays(client, orgId, WINDOW_DAYS, at);
  const activity = memory && !at ? await memory.read(client, window) : await readActivity(client, window);
  const agents = await readActiveAgents(client, window);
  const policies = await readActivePolicies(client, window);
  const ownerless = agents.filter((agent) => !agent.owned);
  const facts: PostureFacts = {
    policy_coverage: coverageOf(activity, policies),
    least_privilege: privilegeOf(activity, agents, window),
    human_oversight: await readOversight(client, window),
    enforcement: {
      enforcing: policies.filter((policy) => policy.enforces).length,
      watching: counted(policies.filter((policy) => !policy.enforces).map((policy) => toPolicyRow(policy, 0))),
    },
    credential_hygiene: await readCredentials(client, window),
    ledger_integrity: await readLedgerChecks(client, window),
    outcome_reporting: {
      executed: sum(activity, "executed"),
      reported: sum(activity, "reported"),
      not_executed: await countBypasses(client, window),
    },
    incident_response: {
      agents: agents.length,
      ownerless: counted(ownerless.map(toAgentRow)),
      ...(await readIncidentReadiness(client, window)),
    },
  };
  return { facts, at: window.to };
}

async function countBypasses(client: OrgClient, { orgId, from, to }: EvidenceWindow): Promise<number> {
  const [row] = await client.$queryRaw<{ bypasses: number }[]>`
    SELECT count(*)::float8 AS bypasses FROM app.ledger_entry e
    WHERE e.org_id = ${orgId}::uuid AND e.kind = 'report.refused' AND e.ts >= ${from} AND e.ts < ${to}`;
  return row?.bypasses ?? 0;
}

const sum = (activity: readonly Activity[], what: "executed" | "reported" | "decisions") =>
  activity.reduce((total, row) => total + row[what], 0);

function counted<Row>(rows: readonly Row[]): Counted<Row> {
  return { count: rows.length, rows: rows.slice(0, ROWS_SHOWN) };
}

/** INVARIANT: a denial never lowers coverage. Only actions allowed by a policy for `*`, or by no policy, do. */
function coverageOf(activity: readonly Activity[], policies: readonly PolicyRecord[]): PostureFacts["policy_coverage"] {
  const wildcards = new Map(policies.flatMap((policy) => (policy.wildcard ? [[policy.name, policy] as const] : [])));
  const isSpecific = ({ policy_name }: Activity) => policy_name !== null && !wildcards.has(policy_name);
  const open = activity.filter((row) => row.status === "executed" && !isSpecific(row));
  const opened = [...wildcards.values()].flatMap((policy) => {
    const decisions = sum(
      open.filter((row) => row.policy_name === policy.name),
      "decisions",
    );
    return decisions > 0 ? [toPolicyRow(policy, decisions)] : [];
  });
  return {
    specific: sum(activity.filter(isSpecific), "decisions"),
    open: sum(open, "decisions"),
    open_policies: counted(opened.toSorted((a, b) => b.decisions - a.decisions)),
  };
}

function privilegeOf(
  activity: readonly Activity[],
  agents: readonly AgentRecord[],
  { to }: EvidenceWindow,
): PostureFacts["least_privilege"] {
  const used = byAgent(activity);
  const grants = agents.flatMap((agent) =>
    agent.capabilities.map((capability) => {
      const uses = (used.get(agent.agent_id) ?? []).filter((row) => matchesCapability(capability, row.action_type));
      const last = uses.reduce<Date | null>((latest, { last_at }) => (latest && latest > last_at ? latest : last_at), null);
      const isNew = to.getTime() - agent.created_at.getTime() < GRACE_MS;
      return { row: toGrantRow(agent, capability, last), group: groupOf(capability, last !== null || isNew) };
    }),
  );
  const of = (group: string) => grants.flatMap((grant) => (grant.group === group ? [grant.row] : []));
  return { exact: of("exact").length, broad: counted(of("broad")), unused: counted(of("unused")), unlimited: counted(of("unlimited")) };
}

function byAgent(activity: readonly Activity[]): Map<string, Activity[]> {
  const groups = new Map<string, Activity[]>();
  for (const row of activity) {
    const group = groups.get(row.agent_id);
    if (group) group.push(row);
    else groups.set(row.agent_id, [row]);
  }
  return groups;
}

function groupOf(capability: string, used: boolean): "exact" | "broad" | "unused" | "unlimited" {
  if (capability === "*") return "unlimited";
  if (!used) return "unused";
  return capability.endsWith("*") ? "broad" : "exact";
}

function toGrantRow(agent: AgentRecord, capability: string, last: Date | null): GrantRow {
  return { ...toAgentRow(agent), capability, last_used_at: last?.toISOString() ?? null, granted_at: agent.created_at.toISOString() };
}

const toAgentRow = ({ agent_id, name }: AgentRecord): AgentRow => ({ agent_id: encodeId("agt", agent_id), agent: name });

const toPolicyRow = ({ policy_id, name }: PolicyRecord, decisions: number): PolicyRow => ({
  policy_id: encodeId("pol", policy_id),
  policy: name,
  decisions,
});
