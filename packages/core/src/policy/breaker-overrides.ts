import type { Facts } from "../model/facts.ts";
import type { CircuitCheck, SettleCheck } from "../model/settle-plan.ts";

/** The state in which a person holds the breaker of an agent. */
export type BreakerOverride = "open" | "closed";

/** Overrides by wire id of the agent. */
export type BreakerOverrides = Readonly<Record<string, BreakerOverride>>;

/** Returns the first agent of the delegation chain whose breaker a person holds open, or null. */
export function findForcedOpen(overrides: BreakerOverrides, { agent, ancestors }: Facts): string | null {
  return [...ancestors, agent].find(({ id }) => overrides[id] === "open")?.id ?? null;
}

/** Removes the breaker keys of agents whose breaker a person holds closed. Other agents of the chain keep theirs. */
export function withoutForcedClosed<T extends SettleCheck>(checks: readonly T[], overrides: BreakerOverrides): T[] {
  const isForcedClosed = (key: string) => overrides[key.slice(key.lastIndexOf(":") + 1)] === "closed";
  return checks.flatMap((check) => {
    if (check.kind !== "circuit" || check.measure !== "breaker" || !check.keys.some(isForcedClosed)) return [check];
    const keys = check.keys.filter((key) => !isForcedClosed(key));
    return keys.length === 0 ? [] : [{ ...check, keys }];
  });
}

/** The breakers of an agent and its ancestors. */
export interface AgentBreakers {
  /** True when a person holds the breaker of one of them open. */
  readonly isForcedOpen: boolean;
  /** The breakers of the policies. */
  readonly checks: readonly CircuitCheck[];
  /** `checks` without the breakers that a person holds closed. */
  readonly counted: readonly CircuitCheck[];
}

/** Combines the breakers of the policies with what people hold, as decisions do. */
export function combineBreakers(checks: readonly CircuitCheck[], overrides: BreakerOverrides, facts: Facts): AgentBreakers {
  return { isForcedOpen: findForcedOpen(overrides, facts) !== null, checks, counted: withoutForcedClosed(checks, overrides) };
}
