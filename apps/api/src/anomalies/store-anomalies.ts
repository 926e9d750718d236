import type { Finding } from "@agentlattice/core/anomalies";
import { type CountedHour, type OrgClient, readEvidence } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { MEASURES, UNITS } from "./describe-anomalies.ts";

const HOUR_MS = 3_600_000;
/** Anomalies of an agent in an environment, per kind and UTC day. */
const MAX_PER_DAY = 20;

/** A finding about an hour of an agent. */
export interface FoundAnomaly extends Finding {
  readonly counted: CountedHour;
}

/** The organisation, and the position up to which, not including, its log was counted. */
interface CountedLog {
  readonly orgId: string;
  readonly to: number;
}

/**
 * Stores findings of one agent and hour. A pattern has one anomaly per UTC day, whose observed number is the highest of an hour; the evidence
 * is entries of that hour. While a person has marked a pattern as expected, the numbers of its
 * anomaly are updated until the end of the day, and no further anomaly is stored.
 */
export async function storeAnomalies(
  deps: Pick<Deps, "newId">,
  client: OrgClient,
  log: CountedLog,
  found: readonly FoundAnomaly[],
): Promise<void> {
  const [first] = found;
  if (!first) return;
  const { orgId } = log;
  const { agent_id: agentId, environment, hour } = first.counted;
  const day = new Date(hour.toISOString().slice(0, "2026-11-21".length));
  const before = await client.anomaly.findMany({ where: { orgId, agentId, environment, OR: [{ day }, { expectedAt: { not: null } }] } });
  for (const anomaly of found) {
    const ofDay = before.filter((row) => row.kind === anomaly.kind && row.day.getTime() === day.getTime());
    const today = ofDay.find(({ pattern }) => pattern === anomaly.pattern);
    const isExpected = before.some((row) => row.kind === anomaly.kind && row.pattern === anomaly.pattern && row.expectedAt !== null);
    if (today) await extend(client, log, today, anomaly);
    else if (!isExpected && ofDay.length < MAX_PER_DAY) before.push(await insert(deps, client, log, day, anomaly));
  }
}

type AnomalyRow = Awaited<ReturnType<OrgClient["anomaly"]["findFirstOrThrow"]>>;

async function extend(
  client: OrgClient,
  log: CountedLog,
  { anomalyId, observed, windowTo }: AnomalyRow,
  found: FoundAnomaly,
): Promise<void> {
  const { orgId } = log;
  const ended = endOf(found);
  const isHigher = found.observed > Number(observed);
  await client.anomaly.update({
    where: { orgId_anomalyId: { orgId, anomalyId } },
    data: {
      windowTo: ended > windowTo ? ended : windowTo,
      ...(isHigher ? { observed: BigInt(found.observed), evidence: await evidenceOf(client, log, found) } : {}),
    },
    select: { orgId: true },
  });
}

async function insert(deps: Pick<Deps, "newId">, client: OrgClient, log: CountedLog, day: Date, found: FoundAnomaly): Promise<AnomalyRow> {
  const { agent_id, environment, hour, counted_at } = found.counted;
  return client.anomaly.create({
    data: {
      orgId: log.orgId,
      anomalyId: deps.newId(),
      agentId: agent_id,
      environment,
      kind: found.kind,
      pattern: found.pattern,
      day,
      windowFrom: hour,
      windowTo: endOf(found),
      observed: BigInt(found.observed),
      threshold: BigInt(found.threshold),
      baseline: found.baseline,
      evidence: await evidenceOf(client, log, found),
      detectedAt: counted_at,
      entryId: deps.newId(),
      recorded: false,
    },
  });
}

function evidenceOf(client: OrgClient, { orgId, to }: CountedLog, { kind, counted }: FoundAnomaly): Promise<string[]> {
  return readEvidence(client, orgId, counted, { measure: MEASURES[UNITS[kind]], to });
}

function endOf({ counted: { hour } }: FoundAnomaly): Date {
  return new Date(hour.getTime() + HOUR_MS);
}
