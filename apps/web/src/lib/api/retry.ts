import { ApiError } from "./api-error.ts";

/** Reads are tried once more, soon: whoever looks at the page reads what failed within a second. */
export const RETRY_DELAY_MS = 300;
const RETRIES = 1;

/** Tells whether a failed read is tried again. A refusal (4xx) is not: the same question has the same answer. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= RETRIES || !(error instanceof ApiError)) return false;
  return error.retryable && (error.status === 0 || error.status >= 500);
}
