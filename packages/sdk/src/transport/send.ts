import { addressAdvice, certificateAdvice } from "@agentlattice/core/connection-advice";
import { AgentLatticeConnectionError, AgentLatticeError } from "../errors.ts";
import { sleep } from "./clock.ts";
import type { Config } from "./config.ts";
import { encodeBody } from "./encode-body.ts";
import type { Operation } from "./operations.ts";
import { toProblem } from "./read-problem.ts";
import { readText } from "./read-text.ts";
import { backoffMs, isTransient } from "./retry.ts";
import { within } from "./within.ts";

/** `/actions/:id/report` with a text in place of each parameter. */
type Filled<Path extends string> = Path extends `${infer Before}:${infer Rest}`
  ? `${Before}${string}${Rest extends `${string}/${infer After}` ? `/${Filled<After>}` : ""}`
  : Path;
type TargetOf<Route> = Route extends readonly [infer Method extends string, infer Path extends string]
  ? { readonly method: Uppercase<Method>; readonly path: Filled<Path> | `${Filled<Path>}?${string}` }
  : never;

/** Method and path of an operation of the contract. A wrong path does not compile. */
type Target = TargetOf<Operation>;

/** A request for an operation of the API. */
export type Call = AnyCall & Target;

/** A request to any path of the API. */
export interface AnyCall {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path below `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Timeout of one attempt in milliseconds. Default: the client's. */
  readonly timeoutMs?: number;
  /** Maximum number of attempts. Default: the client's. */
  readonly attempts?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Returns the request id of an answer, for errors that follow from it. */
export function requestIdOf(headers: Headers): { requestId?: string } {
  const requestId = headers.get("x-request-id");
  return requestId === null ? {} : { requestId };
}

/**
 * Sends a request until it is answered, the attempts are used up or the error is final. All attempts send the same bytes and idempotency
 * key, so that a lost answer is not a second action.
 * @throws AgentLatticeError for everything but a 2xx with JSON; the signal's reason when the caller aborts
 */
export function send(config: Config, call: Call): Promise<Answer> {
  return sendAny(config, call);
}

/** Like `send`, for a path of the caller. */
export async function sendAny(config: Config, call: AnyCall): Promise<Answer> {
  const init = toInit(config, call);
  const attempts = call.attempts ?? config.maxAttempts;
  for (let attempt = 1; ; attempt++) {
    try {
      return await exchange(config, call, init);
    } catch (error) {
      if (attempt >= attempts || call.signal?.aborted || !isTransient(error)) throw error;
      await sleep(backoffMs(attempt, error), call.signal);
    }
  }
}

function toInit(config: Config, call: AnyCall): RequestInit {
  const body = call.body === undefined ? undefined : encodeBody(call.body);
  return {
    method: call.method,
    // Redirects are not followed, because the key and the action would go to their target.
    redirect: "manual",
    headers: {
      ...call.headers,
      accept: "application/json",
      authorization: `Bearer ${config.apiKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

async function exchange(config: Config, call: AnyCall, init: RequestInit): Promise<Answer> {
  const { response, text } = await within(call.timeoutMs ?? config.requestTimeoutMs, call.signal, (signal) =>
    fetchText(config, call, { ...init, signal }),
  );
  if (!response.ok) throw toProblem(response, text, config.apiKey);
  if (response.status === 204) return { status: 204, headers: response.headers, body: null };
  try {
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  } catch {
    throw new AgentLatticeError(
      "INVALID_RESPONSE",
      addressAdvice(response) ??
        `The server answered ${response.status} with a body that is not JSON. Check that baseUrl is the address of an AgentLattice API.`,
      {
        status: response.status,
      },
    );
  }
}

async function fetchText(config: Config, call: AnyCall, init: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await config.fetch(config.apiUrl + call.path, init);
    return { response, text: await readText(response) };
  } catch (error) {
    throw toConnectionError(config, error);
  }
}

/** Converts an error of `fetch` into a typed error. Typed errors are returned unchanged. */
export function toConnectionError(config: Config, error: unknown): AgentLatticeError {
  if (error instanceof AgentLatticeError) return error;
  const code = codeOf(error);
  const failed = `The AgentLattice API at ${new URL(config.apiUrl).origin} cannot be reached${code === undefined ? "" : ` (${code})`}.`;
  const advice = code === undefined ? undefined : certificateAdvice(code);
  return advice === undefined
    ? new AgentLatticeConnectionError("CONNECTION_FAILED", failed, { cause: error })
    : new AgentLatticeConnectionError("CONNECTION_FAILED", `${failed} ${advice}`, { cause: error, retryable: false });
}

/** Returns the code of a system error, such as ECONNREFUSED. Messages of `fetch` are not included, because they may quote a header. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : undefined;
}
