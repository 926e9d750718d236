/** Request headers that are forwarded to the API. All others are dropped: cookies, Authorization, X-AL-*, Forwarded, hop-by-hop. */
const REQUEST_HEADERS = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-none-match",
  "last-event-id",
  "prefer",
  "user-agent",
  "x-request-id",
];

const RESPONSE_HEADERS = [
  "al-export-id",
  "al-ledger-checkpoint",
  "al-ledger-from",
  "al-ledger-to",
  "cache-control",
  "content-disposition",
  "content-security-policy",
  "content-language",
  "content-type",
  "etag",
  "idempotency-replayed",
  "preference-applied",
  "ratelimit",
  "ratelimit-policy",
  "referrer-policy",
  "retry-after",
  "x-request-id",
];

export function requestHeaders(from: Headers): Headers {
  return pick(from, REQUEST_HEADERS);
}

export function responseHeaders(from: Headers): Headers {
  const headers = pick(from, RESPONSE_HEADERS);
  if (headers.get("content-type")?.startsWith("text/event-stream")) {
    // no-transform stops Next from compressing the stream, which would delay events.
    headers.set("cache-control", "no-cache, no-transform");
    headers.set("x-accel-buffering", "no");
  } else if (!headers.has("cache-control")) {
    headers.set("cache-control", "no-store");
  }
  return headers;
}

function pick(from: Headers, names: readonly string[]): Headers {
  const picked = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) picked.set(name, value);
  }
  return picked;
}
