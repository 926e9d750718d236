import type { AgentBreakers } from "../policy/breaker-overrides.ts";
import { type CircuitState, readCircuit } from "./circuit.ts";
import type { View } from "./types.ts";

const WORST_FIRST = ["open", "half_open", "closed"] as const;

/** Returns the state that decisions enforce: open when a person holds a breaker open, or when a counted breaker is open. */
export function readBreakers(
  { isForcedOpen: isHeldOpen, counted }: AgentBreakers,
  { view, now }: { view: View; now: number },
): CircuitState["state"] {
  if (isHeldOpen) return "open";
  const states = counted.flatMap(({ keys, rule }) =>
    keys.map((key) => readCircuit(view.history.get(key)?.outcomes ?? [], rule, now).state),
  );
  return WORST_FIRST.find((state) => states.includes(state)) ?? "closed";
}
