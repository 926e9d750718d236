import { encodeId } from "@agentlattice/core";
import type { AnomalyKind } from "@agentlattice/core/anomalies";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { grantOrgScope } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { bypassedActions } from "./bypassed-actions.ts";
import { type AnomalyRow, actionOf } from "./describe-anomalies.ts";

const AT_ONCE = 50;

type Data = EntryData<"anomaly.detected">;

const CODES: Readonly<Record<AnomalyKind, Data["anomaly"]>> = {
  frequency_spike: "FREQUENCY_SPIKE",
  new_action_type: "NEW_ACTION_TYPE",
  off_hours: "OFF_HOURS",
  bulk_access: "BULK_ACCESS",
  scope_escalation: "SCOPE_ESCALATION",
  delegation_burst: "DELEGATION_BURST",
  reported_without_permission: "REPORTED_NOT_EXECUTED",
};

/**
 * Writes the entries of anomalies that have none.
 * INVARIANT: the rows are read and marked under the lock of the head, so that every anomaly has exactly one entry.
 */
export async function recordAnomalies(deps: Pick<Deps, "database">, orgId: string): Promise<void> {
  const scope = grantOrgScope(orgId);
  const where = { orgId, recorded: false };
  const waiting = await deps.database.inOrg(scope, (client) => client.anomaly.count({ where }));
  if (waiting === 0) return;
  await deps.database.audited(scope, async ({ client }) => {
    const rows = await client.anomaly.findMany({ where, orderBy: { anomalyId: "asc" }, take: AT_ONCE });
    await client.anomaly.updateMany({
      where: { orgId, anomalyId: { in: rows.map(({ anomalyId }) => anomalyId) } },
      data: { recorded: true },
    });
    const actions = await bypassedActions(client, orgId, rows);
    return { result: null, entries: rows.map((row) => toEntry(row, actions.get(row.anomalyId))), changesAnswers: false };
  });
}

function toEntry(row: AnomalyRow, actions: readonly string[] = []): SettledEntry {
  const { orgId, anomalyId, agentId, environment, kind, windowFrom, windowTo, observed, threshold, baseline, evidence, entryId } = row;
  const id = encodeId("ano", anomalyId);
  const action = actionOf(row);
  const entry = configEntry({
    id: entryId,
    kind: "anomaly.detected",
    actor: { type: "system", id: encodeId("org", orgId) },
    subject: { type: "anomaly", id },
    data: {
      ...(action === null ? {} : { action_type: action }),
      anomaly: CODES[kind as AnomalyKind],
      id,
      status: "detected",
      environment: environment as Data["environment"],
      observed: Number(observed),
      threshold: Number(threshold),
      baseline: baseline as Data["baseline"],
      window: { from: windowFrom.toISOString(), to: windowTo.toISOString() },
      evidence: evidence.map((entry) => encodeId("evt", entry)),
      ...(actions.length > 0 ? { actions: [...actions] } : {}),
    },
    agentId,
    environment,
  });
  return { ...entry, action_type: action };
}
