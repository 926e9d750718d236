/** Texts that become much smaller. Event streams are none of them: a compressor would hold their events back. */
const COMPRESSIBLE = /^(application\/(json|problem\+json|schema\+json|x-ndjson)|text\/(csv|plain|html|javascript))\s*(;|$)/i;
const GZIP = /(^|,)\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+\s*)?(,|$)/i;
/** Shorter bodies do not become smaller. */
const MIN_BYTES = 1_024;

interface Negotiation {
  /** The Accept-Encoding of the request. */
  readonly accepted: string | null;
  /** The Content-Length of the body, if it is known. */
  readonly length: string | null;
}

/** Compresses a response with gzip when the browser accepts it and the body is a text that becomes smaller. */
export function compressed(response: Response, { accepted, length }: Negotiation): Response {
  const { body, status } = response;
  if (!body || status === 206 || !COMPRESSIBLE.test(response.headers.get("content-type") ?? "")) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  if (!GZIP.test(accepted ?? "") || (length !== null && Number(length) < MIN_BYTES)) return new Response(body, { status, headers });
  headers.set("content-encoding", "gzip");
  const etag = headers.get("etag");
  if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  return new Response(body.pipeThrough(new CompressionStream("gzip")), { status, headers });
}
