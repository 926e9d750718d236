import type { Json } from "../model/json.ts";
import type { Operator } from "./operators.ts";

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

/** Maximum nesting of `all`, `any` and `not`. */
export const MAX_CONDITION_DEPTH = 32;
