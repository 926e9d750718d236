import type { Json } from "../ledger/types.ts";
import type { Operator } from "./operators.ts";
import type { PolicyDocument } from "./schema.ts";

/** One comparison: a field of the facts against a value of the policy. */
export interface LeafCondition {
  readonly field: string;
  readonly operator: Operator;
  readonly value?: Json;
  /** What the agent can do about it, shown when the clause fails. */
  readonly remedy?: string;
}

/** A clause of `when` or `require`; `all`, `any` and `not` nest. */
export type Condition =
  | LeafCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** A policy as its author wrote it: defaults are not filled in, so its text and its hash are the author's. */
export type Policy = PolicyDocument;

/** What a policy means where it is silent. */
export const POLICY_DEFAULTS = {
  mode: "enforce",
  otherwise: "deny",
  approvers: ["role:operator", "role:admin", "role:owner"],
  quorum: 1,
  expires: "8h",
  use_within: "15m",
  separation_of_duties: "default",
  reason: "required_on_deny",
  risk: "medium",
} as const;

/** How large and how deep a policy may be. */
export const POLICY_LIMITS = {
  bytes: 256 * 1024,
  /** Nesting of `all`, `any` and `not`. */
  conditionDepth: 32,
  /** Nesting of the JSON itself: a level of `all` is two of JSON. Also what keeps every recursion here shallow. */
  jsonDepth: 72,
  conditions: 1024,
  issues: 50,
} as const;
