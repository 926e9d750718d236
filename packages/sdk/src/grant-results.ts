import type { JsonValue } from "./transport/json.ts";

/** What a standing grant still covers. */
export interface GrantCoverage {
  id: string;
  actionType: string;
  /** The bounds as the approver named them; absent when they were erased. Without `where`, the arguments are those of the approved request. */
  bounds?: { for: number; count: number; sum: number | null; sumField: string; where?: Record<string, JsonValue>[] };
  /** Uses that are left; absent when the bounds were erased. */
  usesLeft?: number;
  /** The rest of the sum; null when the grant has none. */
  sumLeft: number | null;
  /** RFC 3339. */
  expiresAt: string;
}

/**
 * A standing grant for the same agent and action that does not cover the submission, with the first term that differs.
 *
 * @example
 * const result = await al.execute("refund.pay", { metadata: { amount: 60 } });
 * if (result.grantMismatch) console.log(`${result.grantMismatch.term}: ${result.grantMismatch.reason}`);
 */
export interface GrantMismatch {
  grantId: string;
  /** The first term that does not match: a field such as `metadata.amount`, or `key`, `policies`, `count` or `sum`. */
  term: string;
  reason: string;
}
