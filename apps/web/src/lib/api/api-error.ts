import type { ErrorCode, Problem } from "@agentlattice/contract";

/** A refusal or failure of the API, as problem details. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly requestId: string | null;
  readonly retryable: boolean;

  constructor(problem: { code: ErrorCode; status: number; detail: string; requestId: string | null; retryable: boolean }) {
    super(problem.detail);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.retryable = problem.retryable;
  }
}

/** Problem details as an error. */
export function toApiError({ code, status, detail, request_id, retryable }: Problem): ApiError {
  return new ApiError({ code: code as ErrorCode, status, detail, requestId: request_id, retryable });
}

/** Reads an answer that is not ok. What is not problem details, such as a page of a gateway, is an outage. */
export async function readProblem(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  if (isProblem(body)) {
    return toApiError(body);
  }
  return new ApiError({
    code: "UPSTREAM_UNAVAILABLE",
    status: answer.status,
    detail: "The API is not answering.",
    requestId: answer.headers.get("x-request-id"),
    retryable: true,
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "code" in body &&
    "detail" in body &&
    "request_id" in body &&
    "status" in body &&
    "retryable" in body
  );
}
