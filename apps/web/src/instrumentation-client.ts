import { beginNavigation } from "#lib/navigation/write-url.ts";

/** Runs when the router begins to open a page, for links and for Back and Forward. */
export function onRouterTransitionStart(url: string): void {
  beginNavigation(url);
}
