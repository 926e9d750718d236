import { AgentLatticeError } from "../errors.ts";
import type { Config } from "./config.ts";
import { decode } from "./decode.ts";
import { mintEventId } from "./event-id.ts";
import type { JsonValue } from "./json.ts";
import { type AnyCall, sendAny } from "./send.ts";

/** Options of `request`. */
export interface RequestOptions {
  /** A JSON value with the field names of the API. */
  body?: unknown;
  /** Headers that the operation reads, such as `Prefer`. A POST without `Idempotency-Key` gets one. */
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** Sends any request of the API. A POST carries an idempotency key, so that its retries are one change. */
export async function requestJson(config: Config, method: AnyCall["method"], path: string, options: RequestOptions): Promise<JsonValue> {
  // A path with `..` would leave the API with the key.
  if (!/^\/[\w/.:~@%?&=,+*-]*$/.test(path) || /(^|\/)\.{1,2}(\/|\?|$)/.test(path) || path.startsWith("//"))
    throw new AgentLatticeError("INVALID_OPTION", "path must be a path below /api/v1, such as /policies?limit=10.");
  const answer = await sendAny(config, {
    method,
    path,
    body: options.body,
    headers: headersOf(method, options.headers),
    signal: options.signal,
  });
  return decode("json", answer.body, "answer");
}

/** The client's own headers, such as the credential, cannot be replaced. */
function headersOf(method: AnyCall["method"], given: RequestOptions["headers"] = {}): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  return method === "POST" ? { "idempotency-key": mintEventId(), ...headers } : headers;
}
