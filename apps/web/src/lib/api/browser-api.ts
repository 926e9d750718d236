import { type ClientRequest, createClient } from "@agentlattice/contract/client";
import { ApiError, readProblem } from "./api-error.ts";

/** Opens the sign-in page, which returns to the current page afterwards. */
function leaveForSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?${new URLSearchParams({ reason: "expired", callbackUrl: here })}`);
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, { ...init, cache: "no-store" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({
      code: "UPSTREAM_UNAVAILABLE",
      status: 0,
      detail: "The console cannot be reached. Check your connection.",
      requestId: null,
      retryable: true,
    });
  }
  if (answer.ok) return answer;
  const problem = await readProblem(answer);
  // A wrong password in a form that asks for it again does not mean that the session has ended.
  if (answer.status === 401 && problem.code !== "INVALID_CREDENTIALS") leaveForSignIn();
  throw problem;
}

async function sendJson({ method, path, body, headers, signal }: ClientRequest): Promise<unknown> {
  const answer = await request(path, {
    method,
    // The console's proxy accepts only JSON on every method that changes something, also without a body.
    headers: { accept: "application/json", ...(method === "GET" ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  return answer.status === 204 ? undefined : answer.json();
}

/** The API, called through the console's own origin. Every function throws ApiError when the API refuses or does not answer. */
export const api = createClient(sendJson);

/** Downloads a file, with the headers that describe it. @throws ApiError */
export async function getBlob(path: string): Promise<{ blob: Blob; headers: Headers }> {
  const answer = await request(path, {});
  return { blob: await answer.blob(), headers: answer.headers };
}

/** Starts an operation that streams its progress. Aborting the signal ends it. @throws ApiError */
export async function openProgress(path: string, body: unknown, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: "text/event-stream", "content-type": "application/json" };
  return bodyOf(await request(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
}

/** Opens the live event stream. @throws ApiError */
export async function openStream(
  path: string,
  { lastEventId, signal }: { lastEventId: string | null; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: "text/event-stream", ...(lastEventId ? { "last-event-id": lastEventId } : {}) };
  return bodyOf(await request(path, { headers, signal }));
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  if (!body)
    throw new ApiError({
      code: "UPSTREAM_UNAVAILABLE",
      status: 0,
      detail: "The API sent an empty stream. Try again.",
      requestId: null,
      retryable: true,
    });
  return body;
}
