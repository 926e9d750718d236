import type { Deps } from "../../deps.ts";
import { answerOnce } from "../../http/idempotency.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { changeWebhook, deleteWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { listDeliveries, replayDelivery, testWebhook } from "./deliveries.ts";
import { findWebhook, toWebhook } from "./endpoint-row.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { rotateSecret } from "./rotate-secret.ts";

export function mountWebhooks(app: App, deps: Deps): void {
  mountRoute(app, deps, "listWebhooks", async ({ c, principal, query }) =>
    c.json(await listWebhooks({ principal: requirePerson(principal), query, deps })),
  );

  mountRoute(app, deps, "createWebhook", (call) =>
    answerOnce(call, "createWebhook", 201, (once) =>
      createWebhook({ principal: requirePerson(call.principal), input: call.body, deps, once }),
    ),
  );

  mountRoute(app, deps, "getWebhook", async ({ c, principal }) => {
    const { orgId } = principal.scope;
    const row = await deps.database.inOrg(principal.scope, (client) => findWebhook(client, orgId, c.req.param("id")));
    return c.json(toWebhook((await deps.database.keysOf(orgId)).data, row, deps.now()));
  });

  mountRoute(app, deps, "changeWebhook", async ({ c, principal, body }) =>
    c.json(await changeWebhook({ principal: requirePerson(principal), id: c.req.param("id"), patch: body, deps })),
  );

  mountRoute(app, deps, "deleteWebhook", async ({ c, principal }) => {
    await deleteWebhook({ principal: requirePerson(principal), id: c.req.param("id"), deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "rotateWebhookSecret", (call) =>
    answerOnce(call, "rotateWebhookSecret", 200, (once) =>
      rotateSecret({ principal: requirePerson(call.principal), id: call.c.req.param("id"), overlap: call.body.overlap, deps, once }),
    ),
  );

  mountRoute(app, deps, "testWebhook", async ({ c, principal }) =>
    c.json(await testWebhook({ principal: requirePerson(principal), id: c.req.param("id"), deps }), 202),
  );

  mountRoute(app, deps, "listDeliveries", async ({ c, principal, query }) =>
    c.json(await listDeliveries({ principal: requirePerson(principal), id: c.req.param("id"), query, deps })),
  );

  mountRoute(app, deps, "replayDelivery", async ({ c, principal }) =>
    c.json(
      await replayDelivery({
        principal: requirePerson(principal),
        id: c.req.param("id"),
        deliveryId: c.req.param("delivery_id"),
        deps,
      }),
      202,
    ),
  );
}
