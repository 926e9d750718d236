import { GRANT_STEP, type GrantStep, type GrantSteps } from "./grant-steps.ts";

/** Executions under a grant that did not allow them. */
export interface Ungranted {
  readonly count: number;
  /** Sequence number of the first. */
  readonly first: number;
}

/** The state of a grant while the steps are read. `given` is null for a grant that was given before the first step. */
interface GrantState {
  readonly given: GrantStep | null;
  last: GrantStep | null;
  hasEnded: boolean;
}

/**
 * Finds executions whose grant was not given, has ended or expired, belongs to another agent, key, environment or action, or has no use or
 * amount left. Returns null when there are none.
 * @param whole true when the steps begin at the start of the first generation; otherwise grants that were given before are checked for what
 * the steps show
 */
export function findUngranted(parts: readonly GrantSteps[], whole: boolean): Ungranted | null {
  const grants = new Map<number, GrantState>();
  const ofApproval = new Map<number, GrantState[]>();
  let count = 0;
  let first = -1;
  for (const { steps, seqs } of parts) {
    for (const [index, step] of steps.entries()) {
      const state = grants.get(step.grant) ?? { given: null, last: null, hasEnded: false };
      if (step.step === GRANT_STEP.approvalEnded) for (const ended of ofApproval.get(step.approval) ?? []) ended.hasEnded = true;
      else if (step.step === GRANT_STEP.ended) grants.set(step.grant, Object.assign(state, { hasEnded: true }));
      else if (step.step === GRANT_STEP.given) {
        const given = { given: step, last: null, hasEnded: false };
        grants.set(step.grant, given);
        ofApproval.set(step.approval, [...(ofApproval.get(step.approval) ?? []), given]);
      } else {
        const isKnown = whole || state.given !== null || state.last !== null || state.hasEnded;
        if (isKnown && !allows(state, step) && count++ === 0) first = seqs[index] as number;
        grants.set(step.grant, Object.assign(state, { last: step }));
      }
    }
  }
  return count === 0 ? null : { count, first };
}

/** Returns true when a grant covers one more use. */
function allows({ given, last, hasEnded }: GrantState, use: GrantStep): boolean {
  if (hasEnded || (given === null && last === null)) return false;
  // INVARIANT: uses are counted one by one and a total never decreases, so a missing or repeated execution is detected.
  if (last ? use.count !== last.count + 1 || use.sum < last.sum : use.count !== 1) return false;
  if (given === null) return use.owner === last?.owner;
  const isInBounds = given.count === 0 || (use.owner === given.owner && use.count <= given.count);
  return isInBounds && use.time <= given.time && (given.sum < 0 || (use.sum >= 0 && use.sum <= given.sum));
}
