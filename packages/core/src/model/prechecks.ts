import { isCapable, matchesCapability } from "./action-pattern.ts";

/** A requirement on one member of `metadata`. */
export interface PrecheckClause {
  /** Name of the member. */
  readonly field: string;
  readonly operator: "lt" | "lte" | "gt" | "gte" | "eq" | "in";
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
  readonly remedy?: string;
}

/** A policy that surely denies: always, or when one of its requirements fails. */
export interface PrecheckRule {
  /** Name of the policy. */
  readonly policy: string;
  readonly actions: readonly string[];
  /** Null for a policy that denies every action that it matches. */
  readonly require: readonly PrecheckClause[] | null;
}

/** The part of an organisation's policies that decides about an agent without further facts. It can only deny. */
export interface Prechecks {
  /** Capabilities of the agent and of each agent above it. Every one of them must be capable. */
  readonly capabilities: readonly (readonly string[])[];
  /** Patterns of all actions that a policy may grant; null when others may be allowed too. */
  readonly grantable: readonly string[] | null;
  readonly rules: readonly PrecheckRule[];
}

/** A denial that the server would give too. */
export interface SureDenial {
  readonly reason: "CAPABILITY_EXCEEDED" | "NO_MATCHING_POLICY" | "POLICY_DENIED" | "CONDITIONS_DENIED";
  readonly policy?: string;
  /** The requirement that fails. */
  readonly clause?: PrecheckClause;
}

/**
 * Returns a denial that the policies surely give, or null when the server must decide.
 * INVARIANT: null is not a permission. The server still evaluates the action.
 * @param metadata the values that would be submitted; values other than text, numbers and booleans are left to the server
 */
export function findSureDenial(
  { capabilities, grantable, rules }: Prechecks,
  action: string,
  metadata: Readonly<Record<string, unknown>>,
): SureDenial | null {
  for (let i = 0; i < capabilities.length; i++)
    if (!isCapable(capabilities[i] as readonly string[], action)) return { reason: "CAPABILITY_EXCEEDED" };
  for (let i = 0; i < rules.length; i++) {
    const { policy, actions, require } = rules[i] as PrecheckRule;
    if (!actions.some((pattern) => matchesCapability(pattern, action))) continue;
    if (require === null) return { reason: "POLICY_DENIED", policy };
    const clause = require.find((one) => failsSurely(one, metadata));
    if (clause) return { reason: "CONDITIONS_DENIED", policy, clause };
  }
  return grantable && !isCapable(grantable, action) ? { reason: "NO_MATCHING_POLICY" } : null;
}

/** A missing value and a value of another type are unknown, and unknown fails a requirement. */
function failsSurely({ field, operator, value }: PrecheckClause, metadata: Readonly<Record<string, unknown>>): boolean {
  const actual = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (actual === undefined || actual === null) return true;
  const kind = typeof actual;
  // An object may become a text or a number when it is sent.
  if (kind !== "string" && kind !== "number" && kind !== "boolean") return false;
  if (kind === "number" && !Number.isFinite(actual)) return false;
  if (operator === "eq") return actual !== value;
  if (operator === "in") return !(value as readonly unknown[]).includes(actual);
  if (kind !== "number") return true;
  return !COMPARE[operator](actual as number, value as number);
}

const COMPARE = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
} as const;
