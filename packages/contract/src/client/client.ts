import type { OperationId } from "../routes/index.ts";
import type { JsonOperationId, OperationErrorCode, OperationInput, OperationOutput, OperationTable } from "./operation-types.ts";
import { OPERATIONS } from "./operations.ts";

/** A compile error in this line means that `operations.ts` is not up to date: `npx vitest run --project unit operations -u`. */
/** Method and path of every operation. */
export type Operations = typeof OPERATIONS;

const operations: OperationTable = OPERATIONS;

/** One request, ready to be sent below `/api/v1`. */
export interface ClientRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query string. */
  readonly path: string;
  /** A value to send as JSON, or undefined. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request and returns the parsed JSON of a 2xx answer. Throws for everything else; an error that the API answered has its
 * `code`. Base URL, credential, timeouts and retries are the sender's.
 */
export type Send = (request: ClientRequest) => Promise<unknown>;

type MaybeOptional<Input> =
  Record<never, never> extends Input ? [input?: Input & { signal?: AbortSignal }] : [input: Input & { signal?: AbortSignal }];

/** One function per operation of the API. */
export type ApiClient = {
  readonly [Op in JsonOperationId]: (...args: MaybeOptional<OperationInput<Op>>) => Promise<OperationOutput<Op>>;
};

/**
 * Creates a client with one function per operation of the API. Input and output are those of the route with the same
 * `operationId`. The module imports no schema, so it adds only the table of paths to a bundle.
 *
 * @example
 * const api = createClient(async ({ method, path, body, headers, signal }) => {
 *   const answer = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, signal, body: JSON.stringify(body) });
 *   if (!answer.ok) throw await readProblem(answer);
 *   return answer.status === 204 ? undefined : answer.json();
 * });
 * const agent = await api.getAgent({ params: { id } });
 */
export function createClient(send: Send): ApiClient {
  const entries = Object.entries(operations).map(([operation, [method, path]]) => [
    operation,
    ({ body, headers = {}, signal, ...input }: LooseInput & Partial<ClientRequest> = {}) =>
      send({ method: toMethod(method), path: fillPath(path, input), body, headers, signal }),
  ]);
  // The keys are those of OperationTable; the sender vouches for the answers.
  return Object.fromEntries(entries) as ApiClient;
}

/**
 * Returns path and query of an operation, below `/api/v1`. For answers that are no JSON, such as exports and event streams.
 * @throws RangeError for a parameter that is empty, `.` or `..`
 */
export function operationPath<Op extends OperationId>(operation: Op, input: Pick<OperationInput<Op>, "params" | "query">): string {
  return fillPath(operations[operation][1], input);
}

/** Returns true when the API refused this operation with this code. */
export function isRefusal<Op extends OperationId>(error: unknown, _operation: Op, code: OperationErrorCode<Op>): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: object | undefined;
}

const METHODS = { get: "GET", post: "POST", patch: "PATCH", delete: "DELETE" } as const;
const toMethod = (method: keyof typeof METHODS) => METHODS[method];

function fillPath(template: string, { params = {}, query = {} }: LooseInput): string {
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeSegment(name, params[name]));
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** A URL parser removes the segments `.` and `..`, also percent-encoded: the request would reach another operation. */
function encodeSegment(name: string, value: string | number | undefined): string {
  const text = String(value ?? "");
  if (text === "" || text === "." || text === "..") throw new RangeError(`The path parameter ${name} must be an id or a name.`);
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export type { JsonOperationId, OperationErrorCode, OperationInput, OperationOutput } from "./operation-types.ts";
