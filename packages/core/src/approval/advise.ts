/** Fewer decisions than this give no advice. */
export const MIN_DECISIONS = 20;
/** A vote within this time after its request was opened is hasty. */
export const HASTY_MS = 5_000;
/** A person who reaches all of these within 60 minutes is likely to approve without reading. */
export const FATIGUE = { decisions_per_hour: 20, approve_rate: 0.95, hasty_rate: 0.5 } as const;

const DENIED_RATE = 0.9;
const EXPIRED_RATE = 0.1;

/** Outcomes of the requests of a policy. */
export interface EndedRequests {
  readonly approved: number;
  readonly denied: number;
  readonly expired: number;
}

/** A request that a person decided. */
export interface DecidedRequest {
  /** True when it was approved as the agent submitted it, and its risk was low or medium. */
  readonly harmless: boolean;
  /** Numeric arguments by field, the most relevant first. */
  readonly values: ReadonlyMap<string, number>;
}

export interface PolicyAdvice {
  readonly code: "allow_below" | "allow" | "deny" | "add_approvers";
  readonly text: string;
  readonly of: number;
  readonly count: number;
  readonly field: string | null;
  readonly below: number | null;
  readonly largest: number | null;
}

/** Returns the advice that follows from the decisions on the requests of a policy. */
export function adviseOnPolicy(ended: EndedRequests, decided: readonly DecidedRequest[]): PolicyAdvice[] {
  const all = [adviseAllowing(decided), adviseDenying(ended), adviseApprovers(ended)];
  return all.filter((advice) => advice !== null);
}

function adviseAllowing(decided: readonly DecidedRequest[]): PolicyAdvice | null {
  if (decided.length < MIN_DECISIONS) return null;
  const field = [...(decided[0]?.values.keys() ?? [])].find((name) => decided.every(({ values }) => values.has(name)));
  if (field !== undefined) return adviseBound(field, decided);
  const of = decided.length;
  if (!decided.every(({ harmless }) => harmless)) return null;
  return { ...NO_BOUND, code: "allow", of, count: of, text: `${of} of ${of} approved: allow without an approval` };
}

/** Advises to allow values below the smallest one that was not approved as submitted. */
function adviseBound(field: string, decided: readonly DecidedRequest[]): PolicyAdvice | null {
  const amountOf = ({ values }: DecidedRequest) => values.get(field) ?? 0;
  const limit = Math.min(Number.POSITIVE_INFINITY, ...decided.filter(({ harmless }) => !harmless).map(amountOf));
  const approved = decided.filter((request) => amountOf(request) < limit);
  const of = approved.length;
  if (of < MIN_DECISIONS) return null;
  const largest = Math.max(...approved.map(amountOf));
  if (largest <= 0) return null;
  const below = boundAbove(largest, limit);
  const text = `${of} of ${of} approved: allow below ${below}. The largest ${field} was ${largest}.`;
  return { code: "allow_below", of, count: of, field, below, largest, text };
}

/** Returns the roundest number above `largest` that is not above `limit`. */
function boundAbove(largest: number, limit: number): number {
  const magnitude = Math.floor(Math.log10(largest));
  for (let digits = 0; digits < MAX_DIGITS; digits++) {
    const decimals = digits - magnitude;
    const step = 10 ** decimals;
    const bound = Number(((Math.floor(largest * step) + 1) / step).toPrecision(MAX_DIGITS));
    if (bound > largest && bound <= limit) return bound;
  }
  return limit;
}

const MAX_DIGITS = 12;
const NO_BOUND = { field: null, below: null, largest: null } as const;

function adviseDenying({ approved, denied }: EndedRequests): PolicyAdvice | null {
  const of = approved + denied;
  if (of < MIN_DECISIONS || denied < of * DENIED_RATE) return null;
  return { ...NO_BOUND, code: "deny", of, count: denied, text: `${denied} of ${of} denied: deny without asking, or narrow the match` };
}

function adviseApprovers({ approved, denied, expired }: EndedRequests): PolicyAdvice | null {
  const of = approved + denied + expired;
  if (of < MIN_DECISIONS || expired < of * EXPIRED_RATE) return null;
  return {
    ...NO_BOUND,
    code: "add_approvers",
    of,
    count: expired,
    text: `${expired} of ${of} expired undecided: add approvers or a fallback`,
  };
}
