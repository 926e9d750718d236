import type { ErrorCode } from "./errors.ts";

const text = { type: "string" } as const;

/** Every response header that a client may rely on. */
export const RESPONSE_HEADERS = {
  "X-Request-ID": { description: "Request id, from the request or generated. Quote it in support requests.", schema: text },
  "RateLimit-Policy": { description: "The quota of the credential: requests `q` per window of `w` seconds.", schema: text },
  RateLimit: { description: "Remaining quota: `r` requests. It resets in `t` seconds.", schema: text },
  "Idempotency-Replayed": {
    description: "`true` when this repeats the response to an earlier request with the same id and body.",
    schema: text,
  },
  "Preference-Applied": { description: "The preferences of the `Prefer` header that were applied (RFC 7240).", schema: text },
  Location: { description: "Console page where people decide the approval, equal to `approval_url` in the body.", schema: text },
  "Retry-After": { description: "Seconds to wait before retrying the request.", schema: { type: "integer" } },
  "WWW-Authenticate": { description: "`Bearer`: send an API key or a session token.", schema: text },
  "AL-Client-ID": { description: "The agent's client that opened the stream. It acknowledges halts with this id.", schema: text },
  "AL-Ledger-From": { description: "seq of the first entry.", schema: { type: "integer" } },
  "AL-Ledger-To": { description: "seq of the entry after the last.", schema: { type: "integer" } },
  "AL-Ledger-Checkpoint": { description: "The signed head that covers the entries, as base64.", schema: text },
} as const satisfies Record<string, { description: string; schema: { type: "string" | "integer" } }>;

export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Returns the headers of a success response: common headers, those that depend on request headers, and the response's own. */
export function headersOfSuccess(
  route: { readonly access: string; readonly headers?: readonly string[] | undefined },
  own: readonly ResponseHeader[] = [],
): ResponseHeader[] {
  const sent = route.headers ?? [];
  return [
    ...headersOfAnswer(route.access !== "public"),
    ...(sent.includes("X-AL-Event-ID") || sent.includes("Idempotency-Key") ? (["Idempotency-Replayed"] as const) : []),
    ...(sent.includes("Prefer") ? (["Preference-Applied"] as const) : []),
    ...own,
  ];
}

/** Returns the headers of an error response with this status. */
export function headersOfRefusal(status: number, codes: readonly ErrorCode[]): ResponseHeader[] {
  return [
    "X-Request-ID",
    ...(status === 401 ? (["WWW-Authenticate"] as const) : []),
    ...(codes.includes("RATE_LIMITED") ? (["RateLimit-Policy", "RateLimit"] as const) : []),
    ...(status === 429 || status === 503 ? (["Retry-After"] as const) : []),
  ];
}

function headersOfAnswer(limited: boolean): ResponseHeader[] {
  return ["X-Request-ID", ...(limited ? (["RateLimit-Policy", "RateLimit"] as const) : [])];
}
