import type { ErrorCode } from "@agentlattice/contract";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * Returns why a mutating request is refused before it is forwarded, or null. INVARIANT: the session cookie alone never authorises
 * a change; the browser must also state that our own page sent the request.
 */
export function refuseMutation(request: Request): { code: ErrorCode; detail: string } | null {
  if (SAFE_METHODS.has(request.method)) return null;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin")
    return { code: "CROSS_ORIGIN", detail: "Changes are accepted from the console's own pages only." };
  if (!isOwnOrigin(request.headers)) return { code: "CROSS_ORIGIN", detail: "The Origin of the request is not the console." };
  const type = request.headers.get("content-type");
  const json = type !== null && /^application\/json\s*(;|$)/i.test(type);
  if (request.body !== null && !json) return { code: "UNSUPPORTED_MEDIA_TYPE", detail: "Send application/json." };
  return null;
}

/** The session cookie belongs to the requested host, so Origin must name that host. */
function isOwnOrigin(headers: Headers): boolean {
  const origin = URL.parse(headers.get("origin") ?? "");
  return origin !== null && origin.host !== "" && origin.host === headers.get("host");
}
