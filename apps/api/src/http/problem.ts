import { ERRORS, type ErrorCode, type Problem } from "@agentlattice/contract";
import { LedgerError, TooManyInProgressError } from "@agentlattice/db";
import { AppError } from "./app-error.ts";
import { isDatabaseOutage } from "./database-outage.ts";

const TYPE_BASE = "https://agentlattice.dev/problems/";

/** Converts any thrown value to an AppError. Unknown errors become INTERNAL without details. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof LedgerError)
    return new AppError(error.code, { detail: error.message, cause: error.cause ?? error, ...retryIn(error.code) });
  if (error instanceof TooManyInProgressError) {
    return new AppError("RATE_LIMITED", {
      detail: "This key or person has too many requests in progress. Wait for the time in Retry-After, then send fewer requests at a time.",
      cause: error,
      retryAfter: 1,
    });
  }
  if (isDatabaseOutage(error)) {
    return new AppError("DATABASE_UNAVAILABLE", {
      detail: "The database is not answering and nothing was decided. Send the request again.",
      cause: error,
      retryAfter: 1,
    });
  }
  return new AppError("INTERNAL", {
    detail: "An internal error occurred. Retry, and report it with the request id if it persists.",
    cause: error,
  });
}

function retryIn(code: ErrorCode): { retryAfter?: number } {
  return ERRORS[code].retryable ? { retryAfter: 1 } : {};
}

/** Builds a response with RFC 9457 problem details. */
export function problemResponse(error: AppError, requestId: string): Response {
  const { status, retryable, title } = ERRORS[error.code];
  const problem: Problem = {
    type: TYPE_BASE + error.code.toLowerCase().replaceAll("_", "-"),
    title,
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    retryable,
    ...(error.options.errors ? { errors: [...error.options.errors] } : {}),
    error: { code: error.code, message: error.message, details: { ...error.options.details } },
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    ...error.options.headers,
  };
  if (error.options.retryAfter !== undefined) headers["retry-after"] = String(Math.max(1, Math.ceil(error.options.retryAfter)));
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return new Response(JSON.stringify(problem), { status, headers });
}
