import type { CircuitCheck, SettlePlan } from "../model/settle-plan.ts";
import { type CircuitState, type OutcomeMark, readCircuit } from "./circuit.ts";
import type { Change, HoldRecord, ReportIntent, Uuid, View } from "./types.ts";

type MarkRow = Extract<Change, { table: "history_mark" }>["row"];

interface At {
  readonly view: View;
  readonly now: number;
}

/** Where a circuit does not let a call through, and since how long; `null` where it does. */
export interface CircuitRefusal {
  /** ms from now. */
  readonly retry_after: number;
}

const probeKey = (key: string) => `${key}:probe`;

/** Every key of a check must let it through: an agent's and those of its ancestors. */
export function refuseByCircuit(check: CircuitCheck, at: At): CircuitRefusal | null {
  let longest = 0;
  for (const key of check.keys) {
    const state = stateOf(check, key, at);
    if (state.state === "open") longest = Math.max(longest, state.until - at.now);
    if (state.state !== "half_open") continue;
    const given = probesOf(key, at);
    if (given.used >= check.rule.probes) longest = Math.max(longest, given.until - at.now);
  }
  return longest > 0 ? { retry_after: longest } : null;
}

/** Index of the first of the other models whose own circuit is closed; -1 when all of them are open too. */
export function findFallback(check: CircuitCheck, at: At): number {
  return check.fallbacks.findIndex(({ key }) => stateOf(check, key, at).state === "closed");
}

/** What is remembered when the call runs: that it may be reported on, and whether it is a probe. */
export function chargeCircuit(check: CircuitCheck, at: At & { readonly event_id: Uuid }): Change[] {
  return check.keys.flatMap((key): Change[] => {
    const probe = stateOf(check, key, at).state === "half_open";
    const measure = probe ? ("probe" as const) : ("outcome" as const);
    const reservation = { event_id: at.event_id, key, measure, amount: check.window_ms, settled_at: null, assumed: null };
    const hold: Change = { table: "budget_hold", row: reservation };
    const executed =
      check.rule.denial_rate === null ? [] : [{ table: "history_mark" as const, row: outcomeMark(key, "x", check.window_ms, at.now) }];
    if (!probe) return [hold, ...executed];
    const { used, until } = probesOf(key, at);
    const expires_at = used === 0 ? at.now + check.rule.cool_down_ms : until;
    return [hold, ...executed, { table: "limit_counter", row: { key: probeKey(key), value: used + 1, warned: false, expires_at } }];
  });
}

/** What is remembered of a denial, by the circuits that count them. */
export function chargeDenial(plan: SettlePlan, now: number): Change[] {
  const counting = plan.checks.filter((check): check is CircuitCheck => check.kind === "circuit" && check.rule.denial_rate !== null);
  return counting.flatMap((check) =>
    check.keys.map((key): Change => ({ table: "history_mark", row: outcomeMark(key, "d", check.window_ms, now) })),
  );
}

/** Whether a hold waits for how a call goes rather than for what it costs. */
export function isOutcome({ measure }: HoldRecord): boolean {
  return measure === "outcome" || measure === "probe";
}

/** The mark of how a call came out that a circuit waits for. */
export function outcomeOf(hold: HoldRecord, status: ReportIntent["status"], now: number): MarkRow {
  const failed = hold.measure === "probe" ? "p" : "f";
  return outcomeMark(hold.key, status === "failure" ? failed : "s", hold.amount, now);
}

/** Keys of the counters that a circuit is settled from, besides its marks. */
export function circuitCounters(check: CircuitCheck): string[] {
  return check.keys.map(probeKey);
}

function stateOf({ rule }: CircuitCheck, key: string, { view, now }: At): CircuitState {
  return readCircuit(view.marks.get(key)?.values ?? [], rule, now);
}

/** Probes that are under way. They are given out anew when nobody has said in time how they went. */
function probesOf(key: string, { view, now }: At): { readonly used: number; readonly until: number } {
  const counter = view.counters.get(probeKey(key));
  const until = counter?.expires_at ?? 0;
  return until > now ? { used: counter?.value ?? 0, until } : { used: 0, until: now };
}

function outcomeMark(key: string, kind: "x" | "d" | "s" | "f" | "p", window_ms: number, now: number): MarkRow {
  const value: OutcomeMark = `${kind}:${now}`;
  return { key, at: now, value, amount: null, expires_at: now + window_ms };
}
