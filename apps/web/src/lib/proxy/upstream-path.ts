const PREFIX = "/api/v1/";
const SEGMENT = /^[A-Za-z0-9_.:~-]+$/;

/** Sign-in answers with the API token and sign-out ends it: both belong to the server, never to a script in a page. */
const SERVER_ONLY = new Set(["auth/sign-in", "auth/sign-out"]);

/** The path to ask of the API, or `null` for one that is not spelled plainly (dots, empty or encoded segments). */
export function upstreamPath(pathname: string): string | null {
  if (!pathname.startsWith(PREFIX)) return null;
  const rest = pathname.slice(PREFIX.length);
  const plain = rest.split("/").every((segment) => SEGMENT.test(segment) && !/^\.+$/.test(segment));
  return plain && !SERVER_ONLY.has(rest.toLowerCase()) ? pathname : null;
}
