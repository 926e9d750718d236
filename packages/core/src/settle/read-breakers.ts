import type { CircuitCheck } from "../model/settle-plan.ts";
import { type CircuitState, readCircuit } from "./circuit.ts";
import type { View } from "./types.ts";

const WORST_FIRST = ["open", "half_open", "closed"] as const;

/** Where the breakers of an agent stand, as one: open when any of them is. */
export function readBreakers(checks: readonly CircuitCheck[], { view, now }: { view: View; now: number }): CircuitState["state"] {
  const states = checks.flatMap(({ keys, rule }) => keys.map((key) => readCircuit(view.marks.get(key)?.values ?? [], rule, now).state));
  return WORST_FIRST.find((state) => states.includes(state)) ?? "closed";
}
