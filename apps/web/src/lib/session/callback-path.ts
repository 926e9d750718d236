const HOME = "/overview";
const ORIGIN = "http://console.invalid";

/** Pages that are no destination: they are for people who are signed out, or no pages at all. */
const NOT_FOLLOWED = /^\/(?:sign-in|sign-up|invite|api)(?:\/|$)/i;

/**
 * Where to go after signing in: a path of ours, or home. What is judged is what a browser makes of the text: dots are
 * resolved, backslashes are slashes, and `%2e` is a dot. A path that begins with two slashes then names another site.
 */
export function callbackPath(given: string | null | undefined): string {
  if (!given?.startsWith("/") || /\p{Cc}/u.test(given)) return HOME;
  const url = URL.parse(given, ORIGIN);
  if (url?.origin !== ORIGIN) return HOME;
  const path = url.pathname + url.search;
  // INVARIANT: the result, read once more as a browser reads it, is still the same path of ours.
  if (/[\\\p{Cc}]|%(?:0|1|7f)|\/\/|%5c|%2f%2f/iu.test(url.pathname) || URL.parse(path, ORIGIN)?.href !== ORIGIN + path) return HOME;
  return url.pathname === "/" || NOT_FOLLOWED.test(url.pathname) ? HOME : path;
}

/** The same for next-auth, which asks with a path or an address of the console and wants an address. */
export function callbackAddress({ url, baseUrl }: { url: string; baseUrl: string }): string {
  return baseUrl + callbackPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url);
}

/** What the sign-in page may say about it. INVARIANT: nothing about an approval is told before signing in. */
export function describeCallback(path: string): string {
  if (/^\/approvals\/apr_/.test(path)) return "You go on to an approval that was linked to you.";
  if (path.startsWith("/audit")) return "You go on to the ledger.";
  if (path.startsWith("/approvals")) return "You go on to what is waiting.";
  if (path.startsWith("/settings")) return "You go on to the settings.";
  return "You go on to the overview.";
}
