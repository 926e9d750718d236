import { ApiError } from "./api-error.ts";

/** Delay before the single retry of a failed read. An error is visible within a second. */
export const RETRY_DELAY_MS = 300;
const RETRIES = 1;

/** Returns true if a failed read is retried. Client errors (4xx) are final. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= RETRIES || !(error instanceof ApiError)) return false;
  return error.retryable && (error.status === 0 || error.status >= 500);
}
