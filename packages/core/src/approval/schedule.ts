import type { ApprovalPlan } from "../model/verdict.ts";
import type { ApprovalProgress } from "./progress.ts";
import type { ApprovalStatus } from "./state.ts";

const SECOND = 1000;
/** Escalations of one stage: at half of its SLA and at its end. */
const ESCALATIONS = 2;

/** The parts of an approval that its schedule depends on. Times are milliseconds since the epoch. */
export interface Scheduled {
  readonly status: ApprovalStatus;
  readonly plan: ApprovalPlan;
  readonly progress: ApprovalProgress;
  readonly requested_at: number;
  readonly expires_at: number;
  readonly lapses_at: number | null;
}

/** A change that happens at a time, unless something else happens first. */
export interface DueStep {
  readonly step: "escalate" | "extend" | "expire" | "lapse" | "lose_outcome" | "miss_review";
  readonly at: number;
}

/** Returns the time at which the current stage escalates next, or null. */
export function nextEscalation({ status, plan, progress, requested_at }: Scheduled): number | null {
  const sla = plan.stages[progress.stage]?.sla;
  if (status !== "pending" || sla === undefined || progress.escalations >= ESCALATIONS) return null;
  const began = progress.stage_since ?? requested_at;
  return began + (sla * SECOND * (progress.escalations + 1)) / ESCALATIONS;
}

/** Returns the next step of an approval, or null when nothing is scheduled. */
export function nextStep(approval: Scheduled): DueStep | null {
  const { status, plan, progress, expires_at, lapses_at } = approval;
  const steps: DueStep[] = [];
  const escalation = nextEscalation(approval);
  if (escalation !== null && escalation < expires_at) steps.push({ step: "escalate", at: escalation });
  if (status === "pending") {
    const extends_ = plan.on_timeout === "escalate" && !progress.extended;
    steps.push({ step: extends_ ? "extend" : "expire", at: expires_at });
  }
  if (status === "approved" && lapses_at !== null && progress.frozen_at === null) steps.push({ step: "lapse", at: lapses_at });
  if (progress.outcome?.status === "awaited") steps.push({ step: "lose_outcome", at: progress.outcome.due });
  const { emergency } = progress;
  if (emergency && emergency.reviewed_by === null && !emergency.overdue) steps.push({ step: "miss_review", at: emergency.review_by });
  return steps.reduce<DueStep | null>((first, step) => (first === null || step.at < first.at ? step : first), null);
}

/** Returns the time at which the sweeper has to look at an approval next, or null. */
export function dueAt(approval: Scheduled): number | null {
  return nextStep(approval)?.at ?? null;
}
