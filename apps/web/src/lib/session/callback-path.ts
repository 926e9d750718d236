const HOME = "/overview";
const ORIGIN = "http://console.invalid";

/** Paths that are no valid destination: pages for signed-out people, and the API. */
const NOT_FOLLOWED = /^\/(?:sign-in|sign-up|invite|api)(?:\/|$)/i;

/**
 * Returns the path to open after signing in: a path of the console, or the overview. The check applies to the URL as a browser
 * parses it, where dots are resolved, backslashes become slashes and `%2e` is a dot. A path that begins with two slashes would
 * then name another site.
 */
export function callbackPath(given: string | null | undefined): string {
  if (!given?.startsWith("/") || /\p{Cc}/u.test(given)) return HOME;
  const url = URL.parse(given, ORIGIN);
  if (url?.origin !== ORIGIN) return HOME;
  const path = url.pathname + url.search;
  // INVARIANT: parsing the result again yields the same path on the same origin.
  if (/[\\\p{Cc}]|%(?:0|1|7f)|\/\/|%5c|%2f%2f/iu.test(url.pathname) || URL.parse(path, ORIGIN)?.href !== ORIGIN + path) return HOME;
  return url.pathname === "/" || NOT_FOLLOWED.test(url.pathname) ? HOME : path;
}

/** Adapts `callbackPath` to next-auth, which passes a path or a URL and expects a URL. */
export function callbackAddress({ url, baseUrl }: { url: string; baseUrl: string }): string {
  return baseUrl + callbackPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url);
}

/** Pages of the console, each at the path of its name. */
const PAGES = "Approvals Agents Runs Topology Delegations Policies Budgets Anomalies Audit Posture Compliance Settings".split(" ");

/** Describes the destination on the sign-in page. INVARIANT: reveals nothing about an approval before sign-in. */
export function describeCallback(path: string): string {
  if (/^\/approvals\/apr_/.test(path)) return "You will continue to an approval that was shared with you.";
  const [, section] = path.split(/[/?]/);
  return `You will continue to ${PAGES.find((page) => page.toLowerCase() === section) ?? "the overview"}.`;
}
