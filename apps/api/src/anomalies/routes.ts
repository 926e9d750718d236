import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { expectAnomaly, reopenAnomaly } from "./expect-anomaly.ts";
import { getAnomaly, listAnomalies } from "./list-anomalies.ts";
import { listBaselines } from "./list-baselines.ts";

export function mountAnomalies(app: App, deps: Deps): void {
  mountRoute(app, deps, "listAnomalies", async ({ c, principal, query }) => c.json(await listAnomalies(deps, principal, query)));

  mountRoute(app, deps, "listAnomalyBaselines", async ({ c, principal, query }) => c.json(await listBaselines(deps, principal, query)));

  mountRoute(app, deps, "getAnomaly", async ({ c, principal }) => c.json(await getAnomaly(deps, principal, c.req.param("id"))));

  mountRoute(app, deps, "expectAnomaly", async ({ c, principal, body }) =>
    c.json(await expectAnomaly({ principal: requirePerson(principal), name: c.req.param("id"), reason: body.reason, deps })),
  );

  mountRoute(app, deps, "reopenAnomaly", async ({ c, principal }) =>
    c.json(await reopenAnomaly({ principal: requirePerson(principal), name: c.req.param("id"), deps })),
  );
}
