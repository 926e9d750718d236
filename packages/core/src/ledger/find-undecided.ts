import { APPROVAL_STEP, approvalOf, stepOf } from "./approval-steps.ts";

/** Steps of approvals in log order, with the sequence numbers of their entries. */
export interface ApprovalSteps {
  readonly steps: readonly number[];
  readonly seqs: readonly number[];
}

/** Executions that name an approval without a decision. */
export interface Undecided {
  readonly count: number;
  /** Sequence number of the first. */
  readonly first: number;
}

/**
 * Finds executed actions and consumed permits whose approval has no earlier decision or was already used. Returns null when there are none.
 * @param whole true when the steps begin at the start of the log; otherwise only approvals requested within them are checked
 */
export function findUndecided(parts: readonly ApprovalSteps[], whole: boolean): Undecided | null {
  const states = new Map<number, number>();
  let count = 0;
  let first = -1;
  for (const { steps, seqs } of parts) {
    for (const [index, packed] of steps.entries()) {
      const approval = approvalOf(packed);
      const step = stepOf(packed);
      const before = states.get(approval);
      if (!whole && before === undefined && step !== APPROVAL_STEP.requested) continue;
      if (needs(step) !== null && before !== needs(step)) {
        if (count++ === 0) first = seqs[index] as number;
      }
      if (whole && (step === APPROVAL_STEP.ended || step === APPROVAL_STEP.consumed)) states.delete(approval);
      else states.set(approval, step);
    }
  }
  return count === 0 ? null : { count, first };
}

/** Returns the step that must directly precede a step. */
function needs(step: number): number | null {
  if (step === APPROVAL_STEP.executed) return APPROVAL_STEP.approved;
  return step === APPROVAL_STEP.consumed ? APPROVAL_STEP.executed : null;
}
