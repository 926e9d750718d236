import type { ActionResult, EvaluateResult } from "@agentlattice/contract";
import type { Context } from "hono";
import { confirmPreference } from "./prefer.ts";

interface Answered {
  readonly result: ActionResult | EvaluateResult;
  readonly replayed: boolean;
  /** True when the requested wait was applied. */
  readonly waited: boolean;
}

/** Responds to a submission: 202 with `Location` while approval is pending, otherwise 200. `wait` is the requested wait in seconds. */
export function answerAction(c: Context, { result, replayed, waited }: Answered, wait: number): Response {
  if (replayed) c.header("idempotency-replayed", "true");
  if (waited) confirmPreference(c, `wait=${wait}`);
  if (result.status !== "requested") return c.json(result);
  if (result.approval_url !== undefined) c.header("location", result.approval_url);
  if (waited) c.header("retry-after", "1");
  return c.json(result, 202);
}
