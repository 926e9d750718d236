import { settleCollect } from "./collect.ts";
import { settleConsume } from "./consume.ts";
import { settleDecide } from "./decide.ts";
import { settleCancel, settleExpire } from "./end-approval.ts";
import { addMark } from "./limits.ts";
import { settleReport } from "./report.ts";
import { settleSubmit } from "./submit.ts";
import type { Change, HoldRecord, Intent, Settled, View } from "./types.ts";

/**
 * Decides one intent with the organisation's head locked, then lets the rest of the batch see what changed.
 * INVARIANT: everything that must be exact under concurrency is decided here and nowhere else.
 * @param now the database's clock, ms since the epoch
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
    case "expire":
      return settleExpire(intent, view, now);
    case "consume":
      return settleConsume(intent, view, now);
    case "report":
      return settleReport(intent, view, now);
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
    case "decision":
      view.events.set(change.row.id, change.row);
      return;
    case "limit_counter":
      view.counters.set(change.row.key, change.row);
      return;
    case "history_mark":
      addMark(view, change.row);
      return;
    case "budget_hold":
      addHold(view, change.row);
      return;
    case "approval_vote":
    case "action_report":
      return;
  }
}

function addHold(view: View, hold: HoldRecord): void {
  const others = (view.holds.get(hold.event_id) ?? []).filter(({ key }) => key !== hold.key);
  view.holds.set(hold.event_id, [...others, hold]);
}
