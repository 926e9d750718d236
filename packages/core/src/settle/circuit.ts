import type { CircuitRule } from "../model/settle-plan.ts";
import type { CallOutcome } from "./rows.ts";

export type CircuitState =
  | { readonly state: "closed" }
  /** @param until milliseconds since the epoch */
  | { readonly state: "open"; readonly until: number }
  /** The cool-down has ended; a limited number of probe calls may run. */
  | { readonly state: "half_open" };

const CLOSED: CircuitState = { state: "closed" };

/** Computes a circuit's state from the outcomes of its calls, oldest first. The result depends on nothing else. */
export function readCircuit(outcomes: readonly CallOutcome[], rule: CircuitRule, now: number): CircuitState {
  let counted: CallOutcome[] = [];
  let tripped: CallOutcome | null = null;
  for (const call of outcomes) {
    if (tripped) {
      if (call.outcome !== "probe_failed" && call.at < tripped.at + rule.cool_down_ms) continue;
      if (closes(call, tripped)) {
        tripped = null;
        counted = [];
      } else if (isBad(call)) tripped = call;
      continue;
    }
    counted.push(call);
    if (call.outcome === "probe_failed" || (isBad(call) && exceeds(counted, rule, call.at))) tripped = call;
  }
  if (!tripped) return CLOSED;
  const until = tripped.at + rule.cool_down_ms;
  return now < until ? { state: "open", until } : { state: "half_open" };
}

const isBad = ({ outcome }: CallOutcome) => outcome === "failed" || outcome === "denied" || outcome === "probe_failed";

/** A success closes the circuit. An allowed call closes it only if a denial opened it. */
function closes({ outcome }: CallOutcome, tripped: CallOutcome): boolean {
  return outcome === "succeeded" || (outcome === "executed" && tripped.outcome === "denied");
}

function exceeds(calls: readonly CallOutcome[], rule: CircuitRule, at: number): boolean {
  const recent = calls.filter((call) => call.at > at - rule.window_ms);
  const count = (outcome: CallOutcome["outcome"]) => recent.filter((call) => call.outcome === outcome).length;
  if (rule.failures !== null) {
    const sinceSuccess = recent.slice(recent.findLastIndex(({ outcome }) => outcome === "succeeded") + 1);
    if (sinceSuccess.filter(({ outcome }) => outcome === "failed").length >= rule.failures) return true;
  }
  const isReached = (bad: number, total: number, rate: number | null) => rate !== null && total >= rule.min_calls && bad / total >= rate;
  const failed = count("failed");
  const denied = count("denied");
  return (
    isReached(failed, failed + count("succeeded"), rule.failure_rate) || isReached(denied, denied + count("executed"), rule.denial_rate)
  );
}
