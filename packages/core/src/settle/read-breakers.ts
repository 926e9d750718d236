import type { CircuitCheck } from "../model/settle-plan.ts";
import { type CircuitState, readCircuit } from "./circuit.ts";
import type { View } from "./types.ts";

const WORST_FIRST = ["open", "half_open", "closed"] as const;

/** Returns the combined state of an agent's breakers: open when any of them is open. */
export function readBreakers(checks: readonly CircuitCheck[], { view, now }: { view: View; now: number }): CircuitState["state"] {
  const states = checks.flatMap(({ keys, rule }) => keys.map((key) => readCircuit(view.history.get(key)?.outcomes ?? [], rule, now).state));
  return WORST_FIRST.find((state) => states.includes(state)) ?? "closed";
}
