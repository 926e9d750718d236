import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";

/** The parts of an anomaly that name its evidence. */
interface WithEvidence {
  readonly anomalyId: string;
  readonly kind: string;
  readonly evidence: readonly string[];
}

/**
 * Returns the actions that were reported although they were not allowed, by anomaly, in the order of the evidence and each once. Anomalies of
 * other kinds have none.
 */
export async function bypassedActions(
  client: OrgClient,
  orgId: string,
  rows: readonly WithEvidence[],
): Promise<ReadonlyMap<string, string[]>> {
  const bypasses = rows.filter(({ kind }) => kind === "reported_without_permission");
  if (bypasses.length === 0) return new Map();
  const reports = await client.ledgerEntry.findMany({
    where: { orgId, id: { in: bypasses.flatMap(({ evidence }) => evidence) } },
    select: { id: true, subjectId: true },
  });
  const actionOf = new Map(reports.map(({ id, subjectId }) => [id, subjectId]));
  const actionsOf = ({ evidence }: WithEvidence) => evidence.flatMap((entry) => actionOf.get(entry) ?? []);
  return new Map(bypasses.map((row) => [row.anomalyId, [...new Set(actionsOf(row))].map((action) => encodeId("evt", action))]));
}
