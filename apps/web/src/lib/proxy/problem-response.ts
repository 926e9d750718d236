import { randomUUID } from "node:crypto";
import { ERRORS, type ErrorCode, type Problem } from "@agentlattice/contract";

/** Returns a refusal by the console in the format of the API's problem details. */
export function problemResponse(code: ErrorCode, detail: string, requestId: string | null): Response {
  const { status, retryable, title } = ERRORS[code];
  const problem: Problem = {
    type: `https://agentlattice.dev/problems/${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail,
    code,
    request_id: requestId ?? `req_${randomUUID()}`,
    retryable,
    error: { code, message: detail, details: {} },
  };
  return Response.json(problem, { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } });
}
