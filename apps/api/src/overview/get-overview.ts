import { type Overview, type OverviewQuery, type OverviewWindow, PERMISSIONS, type Role } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AttentionCode, attentionFor, DECIDE_WITHIN_MS } from "@agentlattice/core/posture";
import {
  binStart,
  type DecisionBucket,
  type DecisionTimes,
  databaseNow,
  readCounters,
  readDecisionBuckets,
  readDecisionTimes,
  readRecentAgentActivity,
  readWaiting,
  windowOf,
} from "@agentlattice/db";
import type { z } from "zod";
import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { hrefOf } from "../posture/console-links.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RECENT_DAYS = 30;
const OLDEST = 5;
const MAX_AGENTS = 20;
/** Reasons for attention, most urgent first. */
const PRESSING: readonly AttentionCode[] = ["not_executed", "denied_often", "key_expiring", "no_owner", "silent", "unused_wildcard"];

const SPANS: Readonly<Record<OverviewWindow, { bucket: "hour" | "day"; bucketMs: number; buckets: number }>> = {
  "24h": { bucket: "hour", bucketMs: HOUR_MS, buckets: 24 },
  "7d": { bucket: "day", bucketMs: DAY_MS, buckets: 7 },
  "30d": { bucket: "day", bucketMs: DAY_MS, buckets: 30 },
};

interface GetOverviewInput {
  readonly principal: Principal;
  readonly query: z.output<typeof OverviewQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** Reads recent decisions, pending approvals and agents that need attention, in one environment or in all; members and agents see their own. */
export async function getOverview({ principal, query, deps }: GetOverviewInput): Promise<Overview> {
  const { orgId } = principal.scope;
  const { bucket, bucketMs, buckets } = SPANS[query.window];
  const limits = { agents: await visibleAgents(deps, principal), environment: query.environment ?? null };
  const within = (href: string) => inEnvironment(href, query.environment);
  return deps.database.inOrg(principal.scope, async (client) => {
    const now = await databaseNow(client);
    // Buckets are whole UTC hours or days; the newest is incomplete.
    const from = new Date((Math.floor(now.getTime() / bucketMs) - buckets + 1) * bucketMs);
    const window = windowOf(orgId, from, now);
    const recent = windowOf(orgId, new Date(now.getTime() - RECENT_DAYS * DAY_MS), now);
    const seesApprovals = mayReadApprovals(principal);
    const decisions = await readDecisionBuckets(client, window, bucket, limits);
    const counters = await readCounters(client, orgId, limits);
    return {
      window: query.window,
      sample: counters.sample,
      from: from.toISOString(),
      to: now.toISOString(),
      decisions: { bucket, buckets: decisions.map(toBucket), totals: totalsOf(decisions, from, within) },
      time_to_decide: seesApprovals ? toTimes(await readDecisionTimes(client, window, limits), from, within) : null,
      waiting: seesApprovals ? toWaiting(await readWaiting(client, orgId, limits, OLDEST), within) : null,
      attention: toAttention(await readRecentAgentActivity(client, recent, limits), now.getTime(), within),
      counters: {
        agents: { count: counters.agents, href: within(hrefOf({ view: "agents" })) },
        policies: { count: counters.policies, href: within(hrefOf({ view: "policies" })) },
        entries: { count: counters.entries, href: within(hrefOf({ view: "audit", filters: {} })) },
      },
      computed_at: now.toISOString(),
    };
  });
}

type Within = (href: string) => string;

/** Adds the console's environment filter to a link. */
function inEnvironment(href: string, environment: string | undefined): string {
  return environment === undefined ? href : `${href}${href.includes("?") ? "&" : "?"}environment=${environment}`;
}

function mayReadApprovals(principal: Principal): boolean {
  const { roles, agent }: { roles: readonly Role[]; agent: boolean } = PERMISSIONS["approvals:read"];
  if (principal.kind === "person") return roles.includes(principal.role);
  return principal.kind === "agent" && agent;
}

const toBucket = ({ from, ...counts }: DecisionBucket) => ({ from: from.toISOString(), ...counts });

function totalsOf(buckets: readonly DecisionBucket[], from: Date, within: Within): Overview["decisions"]["totals"] {
  const total = (status: "executed" | "held" | "denied", kind: string) => ({
    count: buckets.reduce((sum, bucket) => sum + bucket[status], 0),
    href: within(hrefOf({ view: "audit", filters: { kind, from: from.toISOString() } })),
  });
  return {
    executed: total("executed", "action.executed"),
    held: total("held", "approval.requested"),
    denied: total("denied", "action.denied"),
  };
}

function toTimes({ count, median_ms, p95_ms, past_target, bins }: DecisionTimes, from: Date, within: Within): Overview["time_to_decide"] {
  return {
    count,
    href: within(hrefOf({ view: "audit", filters: { kind: "approval.decided", from: from.toISOString() } })),
    median_ms,
    p95_ms,
    target_ms: DECIDE_WITHIN_MS,
    past_target: { count: past_target, href: within(hrefOf({ view: "approvals", tab: "decided" })) },
    bins: bins.map(([bin, count]) => ({ from_ms: binStart(bin), to_ms: binStart(bin + 1), count })),
  };
}

function toWaiting({ count, oldest }: Awaited<ReturnType<typeof readWaiting>>, within: Within): Overview["waiting"] {
  return {
    count,
    href: within(hrefOf({ view: "approvals" })),
    oldest: oldest.map((row) => {
      const id = encodeId("apr", row.approval_id);
      return {
        id,
        action_type: row.action_type,
        requested_by: { id: encodeId("agt", row.agent_id), name: row.agent },
        // The writer stores the result of assessRisk.
        risk: row.risk as NonNullable<Overview["waiting"]>["oldest"][number]["risk"],
        requested_at: row.requested_at.toISOString(),
        expires_at: row.expires_at.toISOString(),
        href: within(`${hrefOf({ view: "approvals" })}/${id}`),
      };
    }),
  };
}

function toAttention(agents: Awaited<ReturnType<typeof readRecentAgentActivity>>, now: number, within: Within): Overview["attention"] {
  const needy = agents.flatMap((agent) => {
    const reasons = attentionFor(agent, now);
    const [first] = reasons;
    return first ? [{ agent, reasons, rank: PRESSING.indexOf(first.code) }] : [];
  });
  return needy
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MAX_AGENTS)
    .map(({ agent, reasons }) => ({
      agent: { id: agent.agent_id, name: agent.agent, href: within(hrefOf({ view: "agent", id: agent.agent_id })) },
      reasons: reasons.map(({ target, ...reason }) => ({ ...reason, href: within(hrefOf(target)) })),
    }));
}
