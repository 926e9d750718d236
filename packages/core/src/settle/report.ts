import { encodeId } from "../ids/type-id.ts";
import { isContradicted, notExecutedEntry } from "./anomaly.ts";
import { claimId, replayOf } from "./claims.ts";
import { correlationOf, findingRefs } from "./entry-data.ts";
import { settleReservations } from "./settle-reservations.ts";
import type { Change, EventRecord, ReportIntent, Settled, View } from "./types.ts";

/** A postcondition that a report does not show to hold is as remarkable as one that is broken. */
function afterwards(postconditions: NonNullable<ReportIntent["postconditions"]>, findings: NonNullable<ReportIntent["findings"]>) {
  const failed = postconditions.some(({ result }) => result !== "holds");
  return {
    ...(postconditions.length > 0 ? { postconditions: postconditions.map(({ name, result }) => ({ name, result })) } : {}),
    ...(failed ? { reason_codes: ["POSTCONDITION_FAILED"] } : {}),
    ...(findings.length > 0 ? { findings: findingRefs(findings) } : {}),
    event_types: [
      "action.reported",
      ...(failed ? ["anomaly.detected"] : []),
      ...(findings.length > 0 ? ["guardrail.detected", "guardrail.redacted"] : []),
    ],
  };
}

/** How an action went. Append-only: a second report is a second entry. */
export function settleReport(intent: ReportIntent, view: View, now: number): Settled {
  const event = view.events.get(intent.event_id);
  if (!event || event.agent_id !== intent.principal.agent_id) return { outcome: { type: "refused", code: "NOT_FOUND" }, changes: [] };
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (intent.status !== "failure" && !wasExecuted(event, view)) {
    const entry = notExecutedEntry(intent, event);
    return { outcome: { type: "refused", code: "ACTION_NOT_EXECUTED" }, entry, changes: claimId(intent.claim, intent.entry_id) };
  }
  const changes: Change[] = [
    { table: "action_report", row: { entry_id: intent.entry_id, event_id: event.id, status: intent.status, reported_at: now } },
  ];
  changes.push(...settleReservations(intent, view, now));
  changes.push(...claimId(intent.claim, intent.entry_id));
  return {
    outcome: { type: "reported", at: now },
    entry: {
      id: intent.entry_id,
      kind: "action.reported",
      actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
      subject: { type: "action", id: encodeId("evt", event.id) },
      corr: correlationOf(event.id),
      data: {
        event: encodeId("evt", event.id),
        action_type: event.action_type,
        status: intent.status,
        ...afterwards(intent.postconditions ?? [], intent.findings ?? []),
      },
      payloads: intent.payloads,
      agent_id: event.agent_id,
      action_type: event.action_type,
      environment: event.environment,
    },
    changes,
  };
}

/** Whether the action was let through: at once, or by an approval that was collected. */
function wasExecuted({ status, approval_id }: EventRecord, view: View): boolean {
  const approval = approval_id === null ? undefined : view.approvals.get(approval_id);
  return status === "executed" || (approval?.status === "used" && !isContradicted(approval, view));
}
