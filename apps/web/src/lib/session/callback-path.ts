const HOME = "/overview";

/** Where to go after signing in: a path of ours, or home. A URL of another site is not followed. */
export function callbackPath(given: string | null | undefined): string {
  if (!given?.startsWith("/") || /^\/[/\\]|[\u0000-\u001f\u007f]/.test(given)) return HOME;
  const url = URL.parse(given, "http://console.invalid");
  if (url?.host !== "console.invalid" || url.pathname.startsWith("/sign-in") || url.pathname.startsWith("/api/")) return HOME;
  return url.pathname === "/" ? HOME : url.pathname + url.search;
}

/** What the sign-in page may say about it. INVARIANT: nothing about an approval is told before signing in. */
export function describeCallback(path: string): string {
  if (/^\/approvals\/apr_/.test(path)) return "You go on to an approval that was linked to you.";
  if (path.startsWith("/audit")) return "You go on to the ledger.";
  if (path.startsWith("/approvals")) return "You go on to what is waiting.";
  if (path.startsWith("/settings")) return "You go on to the settings.";
  return "You go on to the overview.";
}
