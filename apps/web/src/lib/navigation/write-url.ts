/** Path that the router opens, or opened last. */
let target: string | null = null;

/** Records that the router begins to open a page. Its URL changes only when the page has loaded. */
export function beginNavigation(url: string): void {
  target = new URL(url, window.location.href).pathname;
}

/**
 * Changes the URL without a server round trip. Does nothing while the router opens another page, because the change would cancel
 * that navigation.
 */
export function writeUrl(href: string, { replace }: { replace: boolean }): void {
  if (target !== null && target !== window.location.pathname) return;
  target = null;
  if (replace) window.history.replaceState(null, "", href);
  else window.history.pushState(null, "", href);
}
