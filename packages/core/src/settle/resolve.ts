import { encodeId } from "../ids/type-id.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { approvalEntry } from "./approval-entry.ts";
import { withOutcome } from "./due.ts";
import type { ResolveIntent } from "./intents.ts";
import { refuse, type Settled, type View } from "./types.ts";

/** Settles the unknown outcome of a consumed permit, as a person found it. */
export function settleResolve(intent: ResolveIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval) return refuse("NOT_FOUND");
  if (approval.progress.outcome?.status !== "unknown") return refuse("OUTCOME_NOT_UNKNOWN", approval);
  const actor = { type: "user", id: encodeId("usr", intent.person.id) } as const;
  if (isContradicted(approval, view)) return refuseContradicted(intent, approval, actor);
  const settled = withOutcome(approval, { status: intent.outcome, settled_at: now, settled_by: intent.person.id });
  return {
    outcome: { type: "approval", approval: settled },
    entry: approvalEntry({
      kind: "outcome.settled",
      entry_id: intent.entry_id,
      actor,
      approval: settled,
      event_types: ["outcome.settled"],
      data: { outcome: intent.outcome },
      payloads: intent.payloads,
    }),
    changes: [{ table: "approval", row: settled }],
  };
}
