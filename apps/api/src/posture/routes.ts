import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { getPosture } from "./get-posture.ts";
import { getPostureHistory } from "./get-posture-history.ts";

export function mountPosture(app: App, deps: Deps): void {
  mountRoute(app, deps, "getPosture", async ({ c, principal }) => c.json(await getPosture({ principal, deps })));

  mountRoute(app, deps, "getPostureHistory", async ({ c, principal, query }) =>
    c.json(await getPostureHistory({ principal, query, deps })),
  );
}
