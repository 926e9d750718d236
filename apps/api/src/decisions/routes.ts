import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { listSimilarDecisions } from "./find-similar.ts";
import { listDecisions } from "./list-decisions.ts";
import { recallDecisions } from "./recall-decisions.ts";

export function mountDecisions(app: App, deps: Deps): void {
  mountRoute(app, deps, "listDecisions", async ({ c, principal, query }) => c.json(await listDecisions(deps, principal, query)));
  mountRoute(app, deps, "listSimilarDecisions", async ({ c, principal, query }) =>
    c.json(await listSimilarDecisions(deps, principal, c.req.param("id") ?? "", query)),
  );
  mountRoute(app, deps, "recallDecisions", async ({ c, principal, body }) =>
    c.json(await recallDecisions(deps, principal, body.event_ids)),
  );
}
