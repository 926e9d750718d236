import type { Json } from "../model/json.ts";
import type { Operator } from "./operators.ts";

/** A comparison of one field with a value. */
export interface LeafCondition {
  readonly field: string;
  readonly operator: Operator;
  readonly value?: Json;
  /** Advice for the agent, shown when the condition fails. */
  readonly remedy?: string;
}

/** A condition of `when` or `require`; `all`, `any` and `not` nest. */
export type Condition =
  | LeafCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** Maximum nesting of `all`, `any` and `not`. */
export const MAX_CONDITION_DEPTH = 32;
