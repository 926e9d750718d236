import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { getGraph } from "./get-graph.ts";

export function mountGraph(app: App, deps: Deps): void {
  mountRoute(app, deps, "getGraph", async ({ c, principal, query }) => c.json(await getGraph(deps, principal, query)));
}
