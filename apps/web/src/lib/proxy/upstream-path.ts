const PREFIX = "/api/v1/";
const SEGMENT = /^[A-Za-z0-9_.:~-]+$/;

/** Paths that return or end an API token. Only the server may call them, never a script in a page. */
const SERVER_ONLY = new Set(["auth/sign-in", "auth/sign-out", "auth/switch", "invitations/accept"]);

/** Paths that need no session. */
const OPEN = new Set(["/api/v1/auth/options", "/api/v1/auth/sign-up", "/api/v1/invitations/read"]);

/** Returns the API path, or null for a path with dots, empty segments or encoded characters. */
export function upstreamPath(pathname: string): string | null {
  if (!pathname.startsWith(PREFIX)) return null;
  const rest = pathname.slice(PREFIX.length);
  const plain = rest.split("/").every((segment) => SEGMENT.test(segment) && !/^\.+$/.test(segment));
  return plain && !SERVER_ONLY.has(rest.toLowerCase()) ? pathname : null;
}

/** Returns true if a path needs no session. */
export function isOpen(path: string): boolean {
  return OPEN.has(path);
}
