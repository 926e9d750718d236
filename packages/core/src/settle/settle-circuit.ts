import type { CircuitCheck, SettlePlan } from "../model/settle-plan.ts";
import { type CircuitState, readCircuit } from "./circuit.ts";
import type { ReportIntent } from "./intents.ts";
import type { CallOutcome, HistoryRow } from "./rows.ts";
import type { Change, CircuitCallRecord, Uuid, View } from "./types.ts";

interface At {
  readonly view: View;
  readonly now: number;
}

/** A call that an open circuit refuses. */
export interface CircuitRefusal {
  /** Milliseconds from now. */
  readonly retry_after: number;
}

const probeKey = (key: string) => `${key}:probe`;

/** Returns a refusal when any key of the check is open: the agent's own or one of its ancestors'. */
export function refuseByCircuit(check: CircuitCheck, at: At): CircuitRefusal | null {
  let longest = 0;
  for (const key of check.keys) {
    const state = stateOf(check, key, at);
    if (state.state === "open") longest = Math.max(longest, state.until - at.now);
    if (state.state !== "half_open") continue;
    const probes = probesOf(key, at);
    if (probes.used >= check.rule.probes) longest = Math.max(longest, probes.until - at.now);
  }
  return longest > 0 ? { retry_after: longest } : null;
}

/** Returns the index of the first fallback model whose own circuit is closed, or -1. */
export function findFallback(check: CircuitCheck, at: At): number {
  return check.fallbacks.findIndex(({ key }) => stateOf(check, key, at).state === "closed");
}

/** Returns the rows to write when the call runs: its pending outcome and, in a half-open circuit, the used probe. */
export function chargeCircuit(check: CircuitCheck, at: At & { readonly event_id: Uuid }): Change[] {
  return check.keys.flatMap((key): Change[] => {
    const is_probe = stateOf(check, key, at).state === "half_open";
    const call = { event_id: at.event_id, key, is_probe, window_ms: check.window_ms, reported_at: null };
    const changes: Change[] = [{ table: "circuit_call", row: call }];
    if (check.rule.denial_rate !== null)
      changes.push({ table: "history_event", row: outcomeRow(key, "executed", check.window_ms, at.now) });
    if (is_probe) {
      const { used, until } = probesOf(key, at);
      const expires_at = used === 0 ? at.now + check.rule.cool_down_ms : until;
      changes.push({ table: "limit_counter", row: { key: probeKey(key), value: used + 1, warned: 0, extended: 0, expires_at } });
    }
    return changes;
  });
}

/** Records a denial in the circuits that count denials. */
export function chargeDenial(plan: SettlePlan, now: number): Change[] {
  const counting = plan.checks.filter((check): check is CircuitCheck => check.kind === "circuit" && check.rule.denial_rate !== null);
  return counting.flatMap((check) =>
    check.keys.map((key): Change => ({ table: "history_event", row: outcomeRow(key, "denied", check.window_ms, now) })),
  );
}

/** Records the reported outcome of a call that a circuit watches. */
export function reportCall(call: CircuitCallRecord, status: ReportIntent["status"], now: number): Change[] {
  const outcome = status !== "failure" ? "succeeded" : call.is_probe ? "probe_failed" : "failed";
  return [
    { table: "history_event", row: outcomeRow(call.key, outcome, call.window_ms, now) },
    { table: "circuit_call", row: { ...call, reported_at: now } },
  ];
}

/** Returns the keys of the probe counters that settle a circuit. */
export function circuitCounters(check: CircuitCheck): string[] {
  return check.keys.map(probeKey);
}

function stateOf({ rule }: CircuitCheck, key: string, { view, now }: At): CircuitState {
  return readCircuit(view.history.get(key)?.outcomes ?? [], rule, now);
}

/** Returns the probes in use. They are available again when no outcome is reported within the cool-down. */
function probesOf(key: string, { view, now }: At): { readonly used: number; readonly until: number } {
  const counter = view.counters.get(probeKey(key));
  const until = counter?.expires_at ?? 0;
  return until > now ? { used: counter?.value ?? 0, until } : { used: 0, until: now };
}

function outcomeRow(key: string, outcome: CallOutcome["outcome"], window_ms: number, now: number): HistoryRow {
  return { key, at: now, value: null, amount: null, outcome, expires_at: now + window_ms };
}
