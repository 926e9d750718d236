import { decodeId } from "@agentlattice/core";
import type { Context } from "hono";
import { describeClient } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { toPasskey } from "./passkey-row.ts";
import { findPasskeys, preparePasskey, registerPasskey, removePasskey } from "./register-passkey.ts";

export function mountPasskeys(app: App, deps: Deps): void {
  const clientOf = (c: Context) => describeClient(c, deps.env.AL_PROXY_SECRET);

  mountRoute(app, deps, "listPasskeys", async ({ c, principal }) => {
    const { scope, userId } = requirePerson(principal);
    const rows = await deps.database.inOrg(scope, (client) => findPasskeys(client, scope.orgId, userId));
    return c.json({ data: rows.map(toPasskey), has_more: false, next_cursor: null });
  });

  mountRoute(app, deps, "preparePasskey", async ({ c, principal, body }) =>
    c.json({
      options: await preparePasskey({ principal: requirePerson(principal), password: body.password, client: clientOf(c), deps }),
    }),
  );

  mountRoute(app, deps, "registerPasskey", async ({ c, principal, body }) =>
    c.json(await registerPasskey({ principal: requirePerson(principal), input: body, deps }), 201),
  );

  mountRoute(app, deps, "removePasskey", async ({ c, principal, body }) => {
    const passkeyId = decodeId("psk", c.req.param("id") ?? "");
    await removePasskey({ principal: requirePerson(principal), passkeyId, password: body.password, client: clientOf(c), deps });
    return c.body(null, 204);
  });
}
