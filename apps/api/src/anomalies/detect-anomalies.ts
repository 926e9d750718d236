import { BASELINE_DAYS, detectInAction, detectInAgent, type Finding, summariseHours } from "@agentlattice/core/anomalies";
import {
  type CountedHour,
  countActivity,
  deleteOldActivity,
  grantOrgScope,
  lockActivityCursor,
  moveActivityCursor,
  type OrgClient,
  readActionBaselines,
  readHours,
} from "@agentlattice/db";
import { LRUCache } from "lru-cache";
import type { Deps } from "../deps.ts";
import { type FoundAnomaly, storeAnomalies } from "./store-anomalies.ts";

/** Entries that are counted in one transaction. */
const BATCH = 2_000;
/** Maximum number of actions of an agent and hour that are compared in one transaction, those with the most requests first. */
const MAX_ACTIONS = 50;
const MAX_KNOWN = 5_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Baseline = ReturnType<typeof summariseHours>;
type ActionBaseline = Awaited<ReturnType<typeof readActionBaselines>>[number];

/** Baselines by agent and hour. The hours before an hour no longer change once the hour has an entry, because times in a log never decrease. */
export class KnownBaselines {
  readonly agents = new LRUCache<string, Baseline>({ max: MAX_KNOWN });
}

/** The hour of an agent in an environment. */
interface AgentHour {
  readonly orgId: string;
  readonly zone: string;
  readonly agentId: string;
  readonly environment: string;
  readonly hour: number;
  /** The total first, then the actions. */
  readonly rows: readonly CountedHour[];
}

/**
 * Counts the next entries of a log and stores what differs from the baselines. Returns true when more entries remain.
 * INVARIANT: the count, the anomalies and the position in the log are written together under the lock of the cursor, so no entry is counted
 * twice and no anomaly is found twice. All times are those of the entries.
 */
export async function detectAnomalies(deps: Pick<Deps, "database" | "newId">, orgId: string, known: KnownBaselines): Promise<boolean> {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const range = await lockActivityCursor(client, orgId);
    if (!range || range.next >= range.size) return false;
    const to = Math.min(range.next + BATCH, range.size);
    const counted = await countActivity(client, orgId, { from: range.next, to });
    const since = Math.floor(range.reportsFrom.getTime() / HOUR_MS) * HOUR_MS;
    for (const agentHour of groupByAgent(counted, orgId, range.zone)) {
      if (agentHour.hour < since) continue;
      await storeAnomalies(deps, client, { orgId, to }, await compare(client, agentHour, known));
    }
    const newest = counted.at(-1)?.hour;
    if (newest && crossesDay(counted)) await deleteOldActivity(client, orgId, newest);
    await moveActivityCursor(client, orgId, { origin: range.origin, to });
    return to < range.size;
  });
}

/** Groups counted hours by agent and environment, in the order of the hours. */
function groupByAgent(counted: readonly CountedHour[], orgId: string, zone: string): AgentHour[] {
  const groups = new Map<string, CountedHour[]>();
  for (const row of counted) {
    const key = `${row.hour.getTime()}/${row.agent_id}/${row.environment}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((rows) => {
    const [{ agent_id: agentId, environment, hour }] = rows as [CountedHour, ...CountedHour[]];
    return { orgId, zone, agentId, environment, hour: hour.getTime(), rows };
  });
}

async function compare(client: OrgClient, agentHour: AgentHour, known: KnownBaselines): Promise<FoundAnomaly[]> {
  const { orgId, zone, agentId, environment, hour, rows } = agentHour;
  const span = { agentIds: [agentId], environment, from: new Date(hour - BASELINE_DAYS * DAY_MS), to: new Date(hour) };
  const key = `${orgId}/${agentId}/${environment}/${hour}`;
  const baseline = known.agents.get(key) ?? summariseHours(await readHours(client, orgId, { ...span, action: "" }), zone);
  known.agents.set(key, baseline);
  const actions = rows
    .filter(({ action_type }) => action_type !== "")
    .sort((one, two) => two.bypasses - one.bypasses || two.requests - one.requests)
    .slice(0, MAX_ACTIONS);
  const usual = await readActionBaselines(client, orgId, {
    ...span,
    actions: actions.map(({ action_type }) => action_type),
    limit: MAX_ACTIONS,
  });
  const total = rows
    .filter(({ action_type }) => action_type === "")
    .flatMap((row) => detectIn(row, detectInAgent(toHour(row), baseline, zone)));
  return [
    ...total,
    ...actions.flatMap((row) => detectIn(row, detectInAction(row.action_type, toHour(row), baseline, usualOf(usual, row)))),
  ];
}

const usualOf = (usual: readonly ActionBaseline[], row: CountedHour) =>
  usual.find(({ action_type }) => action_type === row.action_type) ?? null;

const toHour = (row: CountedHour) => ({ ...row, hour: row.hour.getTime() });

function detectIn(row: CountedHour, findings: readonly Finding[]): FoundAnomaly[] {
  return findings.map((finding) => ({ ...finding, counted: row }));
}

function crossesDay(counted: readonly CountedHour[]): boolean {
  const days = new Set(counted.map(({ hour }) => Math.floor(hour.getTime() / DAY_MS)));
  return days.size > 1 || counted.some(({ hour }) => hour.getTime() % DAY_MS === 0);
}
