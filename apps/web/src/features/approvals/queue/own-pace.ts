import type { Approval } from "@agentlattice/contract";

const HOUR_MS = 3_600_000;

export interface Pace {
  readonly count: number;
  readonly medianMs: number;
}

/** Returns the number of decisions a person made in the hour before `now` and their median time, or null if there are none. */
export function paceOf(approvals: readonly Pick<Approval, "requested_at" | "votes">[], userId: string, now: number): Pace | null {
  const took = approvals
    .flatMap(({ requested_at, votes }) =>
      votes
        .filter(({ user, at }) => user.id === userId && now - Date.parse(at) < HOUR_MS)
        .map(({ at }) => Date.parse(at) - Date.parse(requested_at)),
    )
    .toSorted((a, b) => a - b);
  const middle = took.length >> 1;
  const upper = took[middle];
  if (upper === undefined) return null;
  const medianMs = took.length % 2 === 1 ? upper : ((took[middle - 1] ?? upper) + upper) / 2;
  return { count: took.length, medianMs };
}
