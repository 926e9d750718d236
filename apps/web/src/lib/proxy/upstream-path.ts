const PREFIX = "/api/v1/";
const SEGMENT = /^[A-Za-z0-9_.:~-]+$/;

/** They answer with an API token, or end it: they belong to the server, never to a script in a page. */
const SERVER_ONLY = new Set(["auth/sign-in", "auth/sign-out", "auth/switch", "invitations/accept"]);

/** What people ask for before they are signed in. */
const OPEN = new Set(["/api/v1/auth/options", "/api/v1/auth/sign-up", "/api/v1/invitations/read"]);

/** The path to ask of the API, or `null` for one that is not spelled plainly (dots, empty or encoded segments). */
export function upstreamPath(pathname: string): string | null {
  if (!pathname.startsWith(PREFIX)) return null;
  const rest = pathname.slice(PREFIX.length);
  const plain = rest.split("/").every((segment) => SEGMENT.test(segment) && !/^\.+$/.test(segment));
  return plain && !SERVER_ONLY.has(rest.toLowerCase()) ? pathname : null;
}

/** Whether a path may be asked for without a session. */
export function isOpen(path: string): boolean {
  return OPEN.has(path);
}
