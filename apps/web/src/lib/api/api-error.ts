import type { ErrorCode, Problem } from "@agentlattice/contract";

/** A problem details response of the API. */
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

/** Converts problem details to an error. */
export function toApiError({ code, status, detail, request_id, retryable }: Problem): ApiError {
  return new ApiError({ code: code as ErrorCode, status, detail, requestId: request_id, retryable });
}

/** Reads an error response. A response that is not problem details, such as a gateway's error page, counts as an outage. */
export async function readProblem(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  if (isProblem(body)) {
    return toApiError(body);
  }
  return new ApiError({
    code: "UPSTREAM_UNAVAILABLE",
    status: answer.status,
    detail: "The API cannot be reached. Try again.",
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
