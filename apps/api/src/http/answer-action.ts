import type { ActionResult, EvaluateResult } from "@agentlattice/contract";
import type { Context } from "hono";
import { confirmPreference } from "./prefer.ts";

interface Answered {
  readonly result: ActionResult | EvaluateResult;
  readonly replayed: boolean;
  /** Whether the wait that the caller preferred was honoured. */
  readonly waited: boolean;
}

/** Answers a submission: 202 with `Location` while a person has to decide, else 200. `wait` is what the caller preferred, in seconds. */
export function answerAction(c: Context, { result, replayed, waited }: Answered, wait: number): Response {
  if (replayed) c.header("idempotency-replayed", "true");
  if (waited) confirmPreference(c, `wait=${wait}`);
  if (result.status !== "requested") return c.json(result);
  if (result.approval_url !== undefined) c.header("location", result.approval_url);
  if (waited) c.header("retry-after", "1");
  return c.json(result, 202);
}
