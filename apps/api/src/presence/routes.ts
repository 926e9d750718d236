import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requireAgent } from "../http/require-agent.ts";
import { listPresence } from "./list-presence.ts";
import { sendHeartbeat } from "./send-heartbeat.ts";

export function mountPresence(app: App, deps: Deps): void {
  mountRoute(app, deps, "sendHeartbeat", async ({ c, principal, body }) =>
    c.json(await sendHeartbeat({ principal: requireAgent(principal), input: body, deps })),
  );

  mountRoute(app, deps, "listPresence", async ({ c, principal, query }) => c.json(await listPresence(deps, principal, query)));
}
