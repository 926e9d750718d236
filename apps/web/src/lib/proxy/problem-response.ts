import { randomUUID } from "node:crypto";
import { ERRORS, type ErrorCode, type Problem } from "@agentlattice/contract";

/** A refusal of the console itself, in the shape the API answers with. */
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
