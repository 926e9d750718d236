import type { Facts } from "../model/facts.ts";
import type { SettlePlan } from "../model/settle-plan.ts";

/** The state in which a person holds the breaker of an agent. */
export type BreakerOverride = "open" | "closed";

/** Overrides by wire id of the agent. */
export type BreakerOverrides = Readonly<Record<string, BreakerOverride>>;

/** Returns the first agent of the delegation chain whose breaker a person holds open, or null. */
export function findHeldOpen(overrides: BreakerOverrides, { agent, ancestors }: Facts): string | null {
  return [...ancestors, agent].find(({ id }) => overrides[id] === "open")?.id ?? null;
}

/** Removes the breaker keys of agents whose breaker a person holds closed. Other agents of the chain keep theirs. */
export function withoutHeldClosed(plan: SettlePlan, overrides: BreakerOverrides): SettlePlan {
  const isHeldClosed = (key: string) => overrides[key.slice(key.lastIndexOf(":") + 1)] === "closed";
  const checks = plan.checks.flatMap((check) => {
    if (check.kind !== "circuit" || check.measure !== "breaker" || !check.keys.some(isHeldClosed)) return [check];
    const keys = check.keys.filter((key) => !isHeldClosed(key));
    return keys.length === 0 ? [] : [{ ...check, keys }];
  });
  return { ...plan, checks };
}
