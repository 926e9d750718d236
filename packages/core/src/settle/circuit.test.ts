import { describe, expect, it } from "vitest";
import type { CircuitCheck, CircuitRule, SettlePlan } from "../model/settle-plan.ts";
import { readCircuit } from "./circuit.ts";
import { settleLimits } from "./limits.ts";
import type { CallOutcome } from "./rows.ts";
import { emptyView } from "./types.ts";

const NEVER = { failures: null, failure_rate: null, denial_rate: null, min_calls: 1 };
const rule = (over: Partial<CircuitRule>): CircuitRule => ({ ...NEVER, window_ms: 60_000, cool_down_ms: 30_000, probes: 2, ...over });
const THREE = rule({ failures: 3 });
const OUTCOMES = { x: "executed", d: "denied", s: "succeeded", f: "failed", p: "probe_failed" } as const;
/** Reads outcomes such as `f:1 s:2`: the first letter of each and its time. */
const outcomes = (text: string): CallOutcome[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((one) => ({ outcome: OUTCOMES[one.charAt(0) as keyof typeof OUTCOMES], at: Number(one.slice(2)) }));
const state = (text: string, of: CircuitRule, now: number) => readCircuit(outcomes(text), of, now).state;

describe("a circuit", () => {
  it.each<[string, string, CircuitRule, number, string]>([
    ["no calls", "", THREE, 0, "closed"],
    ["too few failures", "f:1 f:2", THREE, 3, "closed"],
    ["enough failures", "f:1 f:2 f:3", THREE, 4, "open"],
    ["a success between", "f:1 f:2 s:3 f:4", THREE, 5, "closed"],
    ["failures too far apart", "f:1 f:2 f:61000", THREE, 61_001, "closed"],
    ["the last moment of the cool-down", "f:1 f:2 f:3", THREE, 30_002, "open"],
    ["after the cool-down", "f:1 f:2 f:3", THREE, 30_003, "half_open"],
    ["a success reported during the cool-down is ignored", "f:1 f:2 f:3 s:10", THREE, 20, "open"],
    ["a probe that succeeds closes it", "f:1 f:2 f:3 s:30010", THREE, 30_011, "closed"],
    ["a probe that fails opens it again", "f:1 f:2 f:3 p:30010", THREE, 60_009, "open"],
    ["after it closes, counting starts at zero", "f:1 f:2 f:3 s:30010 f:30011 f:30012", THREE, 30_013, "closed"],
    ["a failed probe alone, after older outcomes have expired", "p:30010", THREE, 30_011, "open"],
    ["a rate of too few calls", "f:1 f:2", rule({ failure_rate: 0.5, min_calls: 3 }), 3, "closed"],
    ["a rate that is reached", "s:1 f:2 s:3 f:4", rule({ failure_rate: 0.5, min_calls: 3 }), 5, "open"],
    ["a rate that is not reached", "s:1 s:2 s:3 f:4", rule({ failure_rate: 0.5, min_calls: 3 }), 5, "closed"],
    ["denials", "x:1 d:2 d:3", rule({ denial_rate: 0.6, min_calls: 3 }), 4, "open"],
    ["denials, then an allowed call", "x:1 d:2 d:3 x:30010", rule({ denial_rate: 0.6, min_calls: 3 }), 30_011, "closed"],
    ["an allowed call does not close a circuit that failures opened", "f:1 f:2 f:3 x:30010", THREE, 30_011, "half_open"],
  ])("%s", (_, text, of, now, expected) => {
    expect(state(text, of, now)).toBe(expected);
  });
});

const check = (over: Partial<CircuitCheck> = {}): CircuitCheck => ({
  kind: "circuit",
  measure: "circuit",
  policy: "pol_1",
  part: "modules",
  index: 0,
  keys: ["k"],
  window_ms: 360_000,
  rule: THREE,
  fallbacks: [],
  ...over,
});

function settleOf(of: CircuitCheck, history: Record<string, string>, now: number) {
  const view = emptyView();
  for (const [key, text] of Object.entries(history)) view.history.set(key, { key, count: 0, sum: 0, values: [], outcomes: outcomes(text) });
  const plan: SettlePlan = { checks: [of], historyEvents: [] };
  const once = (event_id: string) => {
    const settled = settleLimits(plan, { view, now, event_id, phase: "execute" });
    for (const change of settled.changes) if (change.table === "limit_counter") view.counters.set(change.row.key, change.row);
    return settled;
  };
  return once;
}

describe("settling a circuit", () => {
  it("allows exactly its number of probes after the cool-down", () => {
    const once = settleOf(check(), { k: "f:1 f:2 f:3" }, 40_000);
    const answers = Array.from({ length: 100 }, (_, i) => once(`e${i}`));
    expect(answers.filter(({ failure }) => failure === null)).toHaveLength(2);
    expect(answers[0]?.changes).toContainEqual(
      expect.objectContaining({ table: "circuit_call", row: expect.objectContaining({ is_probe: true }) }),
    );
    expect(answers[2]?.failure?.failure).toMatchObject({ measure: "circuit", retry_after: 30_000 });
  });

  it("returns the remaining cool-down", () => {
    expect(settleOf(check(), { k: "f:1 f:2 f:3" }, 10_003)("e").failure?.failure.retry_after).toBe(20_000);
  });

  it("falls back to the first model whose own circuit is closed, and charges that one", () => {
    const fallbacks = ["b", "c"].map((key) => ({ key, model: { name: key } }));
    const { fallback, failure, changes } = settleOf(check({ fallbacks }), { k: "f:1 f:2 f:3", b: "f:1 f:2 f:3" }, 10)("e");
    expect({ fallback, failure }).toEqual({ fallback: { policy: "pol_1", index: 1, model: { name: "c" } }, failure: null });
    expect(changes).toMatchObject([{ table: "circuit_call", row: { key: "c", is_probe: false } }]);
    const all = { k: "f:1 f:2 f:3", b: "f:1 f:2 f:3", c: "f:1 f:2 f:3" };
    expect(settleOf(check({ fallbacks }), all, 10)("e")).toMatchObject({ fallback: null, failure: { failure: { measure: "circuit" } } });
  });

  it("is open when any key of the delegation chain is open", () => {
    const both = check({ keys: ["root", "k"] });
    expect(settleOf(both, { root: "f:1 f:2 f:3", k: "s:1" }, 10)("e").failure).not.toBeNull();
  });
});
