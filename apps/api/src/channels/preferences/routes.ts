import type { Deps } from "../../deps.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { listOwnDeliveries, replayOwnDelivery, testNotifications } from "./own-deliveries.ts";
import { changeNotifications, readNotifications } from "./preferences.ts";

export function mountNotifications(app: App, deps: Deps): void {
  mountRoute(app, deps, "getNotifications", async ({ c, principal }) =>
    c.json(await readNotifications({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "changeNotifications", async ({ c, principal, body }) =>
    c.json(await changeNotifications({ principal: requirePerson(principal), patch: body, deps })),
  );

  mountRoute(app, deps, "listOwnDeliveries", async ({ c, principal, query }) =>
    c.json(await listOwnDeliveries({ principal: requirePerson(principal), query, deps })),
  );

  mountRoute(app, deps, "testNotifications", async ({ c, principal }) =>
    c.json(await testNotifications({ principal: requirePerson(principal), deps }), 202),
  );

  mountRoute(app, deps, "replayOwnDelivery", async ({ c, principal }) =>
    c.json(await replayOwnDelivery({ principal: requirePerson(principal), deliveryId: c.req.param("delivery_id"), deps }), 202),
  );
}
