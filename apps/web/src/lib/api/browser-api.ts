import { ApiError, readProblem } from "./api-error.ts";

/** Where a person who was signed out comes back to. */
function leaveForSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?${new URLSearchParams({ reason: "expired", callbackUrl: here })}`);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, { ...init, cache: "no-store" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({
      code: "UPSTREAM_UNAVAILABLE",
      status: 0,
      detail: "The console is not answering. Check your connection.",
      requestId: null,
      retryable: true,
    });
  }
  if (answer.ok) return answer;
  const problem = await readProblem(answer);
  // A password that was asked for again and is wrong is no ended session.
  if (answer.status === 401 && problem.code !== "INVALID_CREDENTIALS") leaveForSignIn();
  throw problem;
}

/** Reads from the API through the console's own origin. @throws ApiError */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await ask(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  // The API answers by the contract that T is taken from; its own tests hold it to that.
  return (await answer.json()) as T;
}

/** Reads a file, with the headers that say what it is. @throws ApiError */
export async function getBlob(path: string): Promise<{ blob: Blob; headers: Headers }> {
  const answer = await ask(path, {});
  return { blob: await answer.blob(), headers: answer.headers };
}

/** Changes something. @throws ApiError */
export function postJson<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  return sendJson<T>("POST", path, body, headers);
}

/** Changes a part of something. @throws ApiError */
export function patchJson<T>(path: string, body: unknown): Promise<T> {
  return sendJson<T>("PATCH", path, body);
}

/** Ends something; some ask for a body that says it is meant. @throws ApiError */
export function deleteJson<T>(path: string, body?: unknown): Promise<T> {
  return sendJson<T>("DELETE", path, body);
}

async function sendJson<T>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await ask(path, {
    method,
    // The server of the console sees a body, if an empty one, on every DELETE; it takes none that is not JSON.
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // Of an answer without a body nothing is read: T is void there.
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Starts something that tells its progress; aborting it ends it. @throws ApiError */
export async function openProgress(path: string, body: unknown, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: "text/event-stream", "content-type": "application/json" };
  return streamOf(await ask(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
}

/** Opens the live stream. @throws ApiError */
export async function openStream(
  path: string,
  { lastEventId, signal }: { lastEventId: string | null; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: "text/event-stream", ...(lastEventId ? { "last-event-id": lastEventId } : {}) };
  return streamOf(await ask(path, { headers, signal }));
}

function streamOf({ body }: Response): ReadableStream<Uint8Array> {
  if (!body)
    throw new ApiError({ code: "UPSTREAM_UNAVAILABLE", status: 0, detail: "The stream has no body.", requestId: null, retryable: true });
  return body;
}
