import type { CircuitRule } from "../model/settle-plan.ts";

/**
 * What has come of one call, as it is remembered: a letter and when, ms since the epoch.
 * Executed, denied, succeeded, failed, or failed while it was tried whether it works again (probe).
 */
export type OutcomeMark = `${"x" | "d" | "s" | "f" | "p"}:${number}`;

export type CircuitState =
  | { readonly state: "closed" }
  /** @param until ms since the epoch */
  | { readonly state: "open"; readonly until: number }
  /** A few calls may try whether it works again. */
  | { readonly state: "half_open" };

interface Seen {
  readonly kind: string;
  readonly at: number;
}

const CLOSED: CircuitState = { state: "closed" };

/** Where a circuit stands, out of what is remembered of its calls in order. The same marks and the same moment give the same state. */
export function readCircuit(marks: readonly string[], rule: CircuitRule, now: number): CircuitState {
  let seen: Seen[] = [];
  let tripped: Seen | null = null;
  for (const mark of marks) {
    const one = { kind: mark.charAt(0), at: Number(mark.slice(2)) };
    if (tripped) {
      if (one.kind !== "p" && one.at < tripped.at + rule.cool_down_ms) continue;
      if (closes(one, tripped)) {
        tripped = null;
        seen = [];
      } else if (isBad(one)) tripped = one;
      continue;
    }
    seen.push(one);
    if (one.kind === "p" || (isBad(one) && exceeds(seen, rule, one.at))) tripped = one;
  }
  if (!tripped) return CLOSED;
  const until = tripped.at + rule.cool_down_ms;
  return now < until ? { state: "open", until } : { state: "half_open" };
}

const isBad = ({ kind }: Seen) => kind === "f" || kind === "d" || kind === "p";

/** One that opened by denials closes when something is allowed again; by failures, when something succeeds. */
function closes({ kind }: Seen, tripped: Seen): boolean {
  return kind === "s" || (kind === "x" && tripped.kind === "d");
}

function exceeds(seen: readonly Seen[], rule: CircuitRule, at: number): boolean {
  const recent = seen.filter((one) => one.at > at - rule.window_ms);
  const count = (kind: string) => recent.filter((one) => one.kind === kind).length;
  if (rule.failures !== null) {
    const sinceSuccess = recent.slice(recent.findLastIndex(({ kind }) => kind === "s") + 1);
    if (sinceSuccess.filter(({ kind }) => kind === "f").length >= rule.failures) return true;
  }
  const over = (bad: number, of: number, rate: number | null) => rate !== null && of >= rule.min_calls && bad / of >= rate;
  const failed = count("f");
  const denied = count("d");
  return over(failed, failed + count("s"), rule.failure_rate) || over(denied, denied + count("x"), rule.denial_rate);
}
