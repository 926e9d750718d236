import type { Config } from "./config.ts";
import { AgentLatticeError } from "./errors.ts";
import { mintEventId } from "./event-id.ts";
import type { JsonValue } from "./json.ts";
import { type Call, send } from "./send.ts";

/** Options of `request`. */
export interface RequestOptions {
  /** JSON, in the wire's own snake_case. */
  body?: unknown;
  /** Headers that the operation reads, such as `Prefer`. A POST without `Idempotency-Key` gets one. */
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** Any request of the API. A POST carries an idempotency key, so that its own retries are one change. */
export async function requestJson(config: Config, method: Call["method"], path: string, options: RequestOptions): Promise<JsonValue> {
  // A path that climbs would leave the API with the key.
  if (!/^\/[\w/.:~@%?&=,+*-]*$/.test(path) || /(^|\/)\.{1,2}(\/|\?|$)/.test(path) || path.startsWith("//"))
    throw new AgentLatticeError("INVALID_OPTION", "path must be one below /api/v1, such as /policies?limit=10.");
  const answer = await send(config, {
    method,
    path,
    body: options.body,
    headers: headersOf(method, options.headers),
    signal: options.signal,
  });
  // It came out of JSON.parse.
  return answer.body as JsonValue;
}

/** The client's own headers, such as the credential, cannot be replaced. */
function headersOf(method: Call["method"], given: RequestOptions["headers"] = {}): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  return method === "POST" ? { "idempotency-key": mintEventId(), ...headers } : headers;
}
