import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { getOverview } from "./get-overview.ts";

export function mountOverview(app: App, deps: Deps): void {
  mountRoute(app, deps, "getOverview", async ({ c, principal, query }) => c.json(await getOverview({ principal, query, deps })));
}
