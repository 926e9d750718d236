import type { Finding } from "@agentlattice/core/anomalies";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

const HOUR_MS = 3_600_000;
/** Anomalies of an agent in an environment, per kind and UTC day. */
const MAX_PER_DAY = 20;
const MAX_EVIDENCE = 10;

/** A finding about an hour of an agent. */
export interface FoundAnomaly extends Finding {
  readonly agentId: string;
  readonly environment: string;
  readonly actionType: string | null;
  /** Start of the hour. */
  readonly from: Date;
  /** Time of the newest entry. */
  readonly at: Date;
  /** UUIDs of entries, newest first. */
  readonly evidence: readonly string[];
}

/**
 * Stores findings of one agent and hour. A pattern has one anomaly per UTC day, whose observed number is the highest of an hour. A pattern that
 * a person marked as expected is not stored.
 */
export async function storeAnomalies(
  deps: Pick<Deps, "newId">,
  client: OrgClient,
  orgId: string,
  found: readonly FoundAnomaly[],
): Promise<void> {
  const [first] = found;
  if (!first) return;
  const { agentId, environment } = first;
  const day = new Date(first.from.toISOString().slice(0, "2026-11-21".length));
  const before = await client.anomaly.findMany({ where: { orgId, agentId, environment, OR: [{ day }, { expectedAt: { not: null } }] } });
  for (const anomaly of found) {
    const same = before.filter(({ kind, pattern }) => kind === anomaly.kind && pattern === anomaly.pattern);
    if (same.some(({ expectedAt }) => expectedAt !== null)) continue;
    const [today] = same;
    if (today) await extend(client, today, anomaly);
    else if (before.filter(({ kind, day: of }) => kind === anomaly.kind && of.getTime() === day.getTime()).length < MAX_PER_DAY)
      before.push(await insert(deps, client, orgId, day, anomaly));
  }
}

type AnomalyRow = Awaited<ReturnType<OrgClient["anomaly"]["findFirstOrThrow"]>>;

async function extend(
  client: OrgClient,
  { orgId, anomalyId, observed, evidence, windowTo }: AnomalyRow,
  anomaly: FoundAnomaly,
): Promise<void> {
  const ended = endOf(anomaly);
  await client.anomaly.update({
    where: { orgId_anomalyId: { orgId, anomalyId } },
    data: {
      observed: BigInt(Math.max(Number(observed), anomaly.observed)),
      windowTo: ended > windowTo ? ended : windowTo,
      evidence: [...new Set([...anomaly.evidence, ...evidence])].slice(0, MAX_EVIDENCE),
    },
    select: { orgId: true },
  });
}

function insert(deps: Pick<Deps, "newId">, client: OrgClient, orgId: string, day: Date, anomaly: FoundAnomaly): Promise<AnomalyRow> {
  // The commit that refused the report has recorded this anomaly.
  const recordedBy = anomaly.kind === "reported_without_permission" ? anomaly.evidence.at(-1) : undefined;
  return client.anomaly.create({
    data: {
      orgId,
      anomalyId: deps.newId(),
      agentId: anomaly.agentId,
      environment: anomaly.environment,
      kind: anomaly.kind,
      pattern: anomaly.pattern,
      day,
      windowFrom: anomaly.from,
      windowTo: endOf(anomaly),
      observed: BigInt(anomaly.observed),
      threshold: BigInt(anomaly.threshold),
      baseline: anomaly.baseline,
      evidence: [...anomaly.evidence],
      detectedAt: anomaly.at,
      entryId: recordedBy ?? deps.newId(),
      recorded: recordedBy !== undefined,
    },
  });
}

function endOf({ from }: FoundAnomaly): Date {
  return new Date(from.getTime() + HOUR_MS);
}
