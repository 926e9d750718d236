import type { Anomaly } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AnomalyKind } from "@agentlattice/core/anomalies";
import { type ActivityMeasure, type OrgClient, openText } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import { bypassedActions } from "./bypassed-actions.ts";

export type AnomalyRow = Awaited<ReturnType<OrgClient["anomaly"]["findFirstOrThrow"]>>;

/** Field of the sealed reason for which an anomaly is expected. */
export const REASON = "anomaly";

/** The hourly count that each kind of anomaly is about. */
export const UNITS: Readonly<Record<AnomalyKind, Anomaly["unit"]>> = {
  frequency_spike: "requests",
  new_action_type: "requests",
  off_hours: "requests",
  bulk_access: "records",
  scope_escalation: "denials",
  delegation_burst: "delegations",
  reported_without_permission: "reports",
};
/** The counted number of an hour in each unit. */
export const MEASURES: Readonly<Record<Anomaly["unit"], ActivityMeasure>> = {
  requests: "requests",
  records: "records",
  denials: "escalations",
  delegations: "delegations",
  reports: "bypasses",
};
/** Kinds whose pattern is an action. */
const OF_ACTION: ReadonlySet<string> = new Set(["frequency_spike", "new_action_type", "bulk_access", "reported_without_permission"]);

/** Returns the action that an anomaly is about; null when it is about the whole agent. */
export function actionOf({ kind, pattern }: Pick<AnomalyRow, "kind" | "pattern">): string | null {
  return OF_ACTION.has(kind) ? pattern : null;
}

interface Describe {
  readonly deps: Pick<Deps, "configs" | "database">;
  readonly client: OrgClient;
  readonly principal: Principal;
}

/** Returns anomalies with their agents and the people who marked them. */
export async function describeAnomalies({ deps, client, principal }: Describe, rows: readonly AnomalyRow[]): Promise<Anomaly[]> {
  const { orgId } = principal.scope;
  const agents = await client.agent.findMany({
    where: { orgId, agentId: { in: rows.map(({ agentId }) => agentId) } },
    select: { agentId: true, name: true },
  });
  const people = await client.member.findMany({
    where: { orgId, userId: { in: rows.flatMap(({ expectedBy }) => expectedBy ?? []) } },
    select: { userId: true, user: { select: { name: true } } },
  });
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const { origin } = await deps.configs.get(orgId);
  const actions = await bypassedActions(client, orgId, rows);
  const reasonOf = ({ anomalyId, expectedReason }: AnomalyRow) =>
    expectedReason === null || principal.kind === "agent"
      ? null
      : openText({ dataKey, orgId, origin, entryId: anomalyId, field: REASON }, expectedReason);
  return rows.map((row) => ({
    ...toNumbers(row),
    actions: actions.get(row.anomalyId) ?? [],
    agent_name: agents.find(({ agentId }) => agentId === row.agentId)?.name ?? "",
    status: row.expectedAt ? "expected" : "open",
    expected:
      row.expectedAt && row.expectedBy
        ? {
            by: { id: encodeId("usr", row.expectedBy), name: people.find(({ userId }) => userId === row.expectedBy)?.user.name ?? "" },
            at: row.expectedAt.toISOString(),
            reason: reasonOf(row),
          }
        : null,
    you: youCan(principal, { expectAnomaly: row.expectedAt === null, reopenAnomaly: row.expectedAt !== null }),
  }));
}

function toNumbers(row: AnomalyRow) {
  const kind = row.kind as AnomalyKind;
  return {
    id: encodeId("ano", row.anomalyId),
    agent_id: encodeId("agt", row.agentId),
    environment: row.environment as Anomaly["environment"],
    kind,
    pattern: row.pattern,
    action_type: actionOf(row),
    unit: UNITS[kind],
    observed: Number(row.observed),
    threshold: Number(row.threshold),
    baseline: row.baseline as Anomaly["baseline"],
    window: { from: row.windowFrom.toISOString(), to: row.windowTo.toISOString() },
    evidence: row.evidence.map((entry) => encodeId("evt", entry)),
    entry_id: encodeId("evt", row.entryId),
    detected_at: row.detectedAt.toISOString(),
  };
}
