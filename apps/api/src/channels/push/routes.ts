import { summariseUserAgent } from "../../auth/describe-client.ts";
import type { Deps } from "../../deps.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { createSubscription, deleteSubscription, listSubscriptions, testSubscription } from "./subscriptions.ts";

export function mountPush(app: App, deps: Deps): void {
  mountRoute(app, deps, "listPushSubscriptions", async ({ c, principal }) =>
    c.json(await listSubscriptions({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "createPushSubscription", async ({ c, principal, body }) => {
    const client = summariseUserAgent(c.req.header("user-agent"));
    return c.json(await createSubscription({ principal: requirePerson(principal), input: body, client, deps }), 201);
  });

  mountRoute(app, deps, "deletePushSubscription", async ({ c, principal }) => {
    await deleteSubscription({ principal: requirePerson(principal), id: c.req.param("subscription_id"), deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "testPushSubscription", async ({ c, principal }) =>
    c.json(await testSubscription({ principal: requirePerson(principal), id: c.req.param("subscription_id"), deps }), 202),
  );
}
