import { encodeId } from "../ids/type-id.ts";
import { isContradicted } from "./anomaly.ts";
import { budgetEvidence } from "./charge-budget.ts";
import { claimId, replayOf } from "./claims.ts";
import { withOutcome } from "./due.ts";
import { correlationOf, findingRefs } from "./entry-data.ts";
import type { ReportIntent } from "./intents.ts";
import { reportCall } from "./settle-circuit.ts";
import { settleReservations } from "./settle-reservations.ts";
import { type ApprovalRecord, type Change, type EventRecord, refuse, type Settled, type SettledEntry, type View } from "./types.ts";

/** Returns the parts of a report's entry about postconditions and findings. A postcondition that is not shown to hold counts as failed. */
function reportOutcomeData({ postconditions = [], findings = [] }: ReportIntent, tags: readonly string[]) {
  const failed = postconditions.some(({ result }) => result !== "holds");
  return {
    ...(postconditions.length > 0 ? { postconditions: postconditions.map(({ name, result }) => ({ name, result })) } : {}),
    ...(failed ? { reason_codes: ["POSTCONDITION_FAILED"] } : {}),
    ...(findings.length > 0 ? { findings: findingRefs(findings) } : {}),
    event_types: [
      "action.reported",
      ...(failed ? ["anomaly.detected"] : []),
      ...(findings.length > 0 ? ["guardrail.detected", "guardrail.redacted"] : []),
      ...tags,
    ],
  };
}

/** Records how an action went. The log is append-only: a second report is a second entry. */
export function settleReport(intent: ReportIntent, view: View, now: number): Settled {
  const event = view.events.get(intent.event_id);
  if (!event || event.agent_id !== intent.principal.agent_id) return refuse("NOT_FOUND");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (intent.status !== "failure" && !wasExecuted(event, view)) {
    const entry = refusedEntry(intent, event);
    return { outcome: { type: "refused", code: "ACTION_NOT_EXECUTED" }, entry, changes: claimId(intent.claim, intent.entry_id) };
  }
  const changes: Change[] = [
    { table: "action_report", row: { entry_id: intent.entry_id, event_id: event.id, status: intent.status, reported_at: now } },
  ];
  const charged = settleReservations(intent, view, now);
  const budgets = budgetEvidence(charged.crossings, charged.overruns);
  changes.push(...charged.changes);
  if (intent.cost) {
    const { run_id, ...cost } = intent.cost;
    const { agent_id, action_type, environment } = event;
    const recorded = {
      request_id: event.id,
      entry_id: intent.entry_id,
      source: "action",
      agent_id,
      environment,
      run_id,
      action_type,
    } as const;
    changes.push({ table: "cost_record", row: { ...recorded, ...cost, at: now } });
  }
  for (const call of view.circuitCalls.get(intent.event_id) ?? [])
    if (call.reported_at === null) changes.push(...reportCall(call, intent.status, now));
  changes.push(...claimId(intent.claim, intent.entry_id));
  const updated = applyReport(intent, event, view, now);
  if (updated) changes.push({ table: "approval", row: updated });
  const contradicts = updated?.progress.outcome?.contradicted ?? false;
  return {
    outcome: { type: "reported", at: now },
    entry: {
      ...entryAbout(intent, event),
      kind: "action.reported",
      data: {
        event: encodeId("evt", event.id),
        action_type: event.action_type,
        status: intent.status,
        ...budgets.data,
        ...reportOutcomeData(intent, budgets.tags),
        ...(contradicts ? { contradicts: true } : {}),
      },
    },
    changes,
  };
}

/** Builds the entry for an outcome that was reported for an action that was not allowed to run. */
function refusedEntry(intent: ReportIntent, event: EventRecord): SettledEntry {
  const { action_type } = event;
  const data = { event: encodeId("evt", event.id), action_type, reported: intent.status, event_types: ["report.refused"] };
  return { ...entryAbout(intent, event), kind: "report.refused", data };
}

function entryAbout(intent: ReportIntent, event: EventRecord): Omit<SettledEntry, "kind" | "data"> {
  return {
    id: intent.entry_id,
    actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
    subject: { type: "action", id: encodeId("evt", event.id) },
    corr: correlationOf(event.id),
    payloads: intent.payloads,
    agent_id: event.agent_id,
    action_type: event.action_type,
    environment: event.environment,
  };
}

/** Returns true when the action was allowed at once, or through an approval that was collected. */
function wasExecuted({ status, approval_id }: EventRecord, view: View): boolean {
  const approval = approval_id === null ? undefined : view.approvals.get(approval_id);
  return status === "executed" || (approval?.executed_event_id != null && !isContradicted(approval, view));
}

/**
 * Returns the approval with the outcome that a report states, or null. A report that contradicts an earlier outcome marks it and keeps it.
 */
function applyReport({ status }: ReportIntent, { approval_id }: EventRecord, view: View, now: number): ApprovalRecord | null {
  const approval = approval_id === null ? undefined : view.approvals.get(approval_id);
  const known = approval?.progress.outcome;
  if (!approval || !known) return null;
  const reported = status === "failure" ? "failed" : "executed";
  if (known.status === "awaited") return withOutcome(approval, { status: reported });
  if (known.status === "unknown") return withOutcome(approval, { status: reported, settled_at: now });
  return known.status === reported || known.contradicted ? null : withOutcome(approval, { contradicted: true });
}
