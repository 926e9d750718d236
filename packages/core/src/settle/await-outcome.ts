import type { ApprovalRecord } from "./types.ts";

const SECOND = 1000;
/** The default of `report_within`, in seconds. */
const REPORT_WITHIN = 3600;

/** Returns the approval of an action that may run from this time on, so that its outcome must be reported. */
export function awaitOutcome(approval: ApprovalRecord, from: number): ApprovalRecord {
  const due = from + (approval.plan.report_within ?? REPORT_WITHIN) * SECOND;
  return { ...approval, progress: { ...approval.progress, outcome: { status: "awaited", due, contradicted: false } } };
}
