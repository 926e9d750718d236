import type { FullQueue } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** Returns the refusal of a large request that cannot wait. */
export function queueFull(full: FullQueue): AppError {
  return full === "own_queue"
    ? new AppError("INSPECTION_QUEUE_FULL", {
        detail: "Too many large requests of this organisation are waiting to be inspected. Send fewer at once.",
        retryAfter: 1,
      })
    : new AppError("INSPECTION_QUEUE_FULL", {
        detail: "Too many large requests are waiting to be inspected. Retry in a few seconds.",
        retryAfter: 2,
      });
}
