import type { Deps } from "../../deps.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { changeNotifications, readNotifications } from "./preferences.ts";

export function mountNotifications(app: App, deps: Deps): void {
  mountRoute(app, deps, "getNotifications", async ({ c, principal }) =>
    c.json(await readNotifications({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "changeNotifications", async ({ c, principal, body }) =>
    c.json(await changeNotifications({ principal: requirePerson(principal), patch: body, deps })),
  );
}
