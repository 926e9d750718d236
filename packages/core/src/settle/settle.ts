import { moveCounter } from "./broken-counters.ts";
import { settleCollect } from "./collect.ts";
import { settleConsume } from "./consume.ts";
import { settleDecide } from "./decide.ts";
import { settleDue } from "./due.ts";
import { settleCancel } from "./end-approval.ts";
import { expireReservation, settleCost, settleRelease } from "./end-reservation.ts";
import { settleIngest } from "./ingest.ts";
import type { Intent } from "./intents.ts";
import { endsRun } from "./lifecycle.ts";
import { addHistoryEvent } from "./limits.ts";
import { settleReassess } from "./reassess.ts";
import { settleRecord } from "./record.ts";
import { settleReport } from "./report.ts";
import { settleReserve } from "./reserve.ts";
import { settleResolve } from "./resolve.ts";
import { settleSubmit } from "./submit.ts";
import type { Change, Settled, Uuid, View } from "./types.ts";
import { settleAnswer, settleWork } from "./work.ts";

/**
 * Settles one intent while the organisation's head is locked, then applies its changes to the view for the rest of the batch.
 * INVARIANT: everything that must be exact under concurrency is decided here and nowhere else.
 * @param now the database's clock, milliseconds since the epoch
 */
export function settle(intent: Intent, view: View, now: number): Settled {
  const settled = settleOne(intent, view, now);
  for (const change of settled.changes) applyChange(view, change);
  return settled;
}

function settleOne(intent: Intent, view: View, now: number): Settled {
  switch (intent.kind) {
    case "submit":
      return settleSubmit(intent, view, now);
    case "decide":
      return settleDecide(intent, view, now);
    case "collect":
      return settleCollect(intent, view, now);
    case "cancel":
      return settleCancel(intent, view);
    case "work":
      return settleWork(intent, view, now);
    case "answer":
      return settleAnswer(intent, view);
    case "resolve":
      return settleResolve(intent, view, now);
    case "due":
      return settleDue(intent, view, now);
    case "reassess":
      return settleReassess(intent, view, now);
    case "consume":
      return settleConsume(intent, view, now);
    case "report":
      return settleReport(intent, view, now);
    case "record":
      return settleRecord(intent, view, now);
    case "reserve":
      return settleReserve(intent, view, now);
    case "settle_cost":
      return settleCost(intent, view, now);
    case "release":
      return settleRelease(intent, view, now);
    case "expire_reservation":
      return expireReservation(intent, view, now);
    case "ingest":
      return settleIngest(intent, view, now);
  }
}

function applyChange(view: View, change: Change): void {
  switch (change.table) {
    case "idempotency":
      view.claims.set(change.row.claim, change.row);
      return;
    case "approval":
      view.approvals.set(change.row.approval_id, change.row);
      return;
    case "permit":
      view.permits.set(change.row.permit_id, change.row);
      return;
    case "approval_grant":
      view.grants.set(change.row.grant_id, change.row);
      return;
    case "decision":
      view.events.set(change.row.id, change.row);
      return;
    case "limit_counter":
      moveCounter(view, change.row);
      view.counters.set(change.row.key, change.row);
      return;
    case "history_event":
      addHistoryEvent(view, change.row);
      return;
    case "budget_reservation":
      replaceRow(view.reservations, change.row);
      return;
    case "circuit_call":
      replaceRow(view.circuitCalls, change.row);
      return;
    case "cost_reservation":
      view.costReservations.set(change.row.reservation_id, change.row);
      return;
    case "run_event":
      if (endsRun(change.row.type)) view.endedRuns.add(change.row.run_id);
      return;
    case "agent_sequence":
      view.sequences.set(change.row.identity_key_id, change.row);
      return;
    case "agent_sequence_gap":
    case "cost_record":
    case "approval_vote":
    case "action_report":
      return;
  }
}

function replaceRow<Row extends { readonly event_id: Uuid; readonly key: string }>(rows: Map<Uuid, readonly Row[]>, row: Row): void {
  const others = (rows.get(row.event_id) ?? []).filter(({ key }) => key !== row.key);
  rows.set(row.event_id, [...others, row]);
}
