import type { Context } from "hono";
import { describeClient } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { beginTotp, confirmTotp, getTotp, removeTotp } from "./enrol-totp.ts";

export function mountTotp(app: App, deps: Deps): void {
  const clientOf = (c: Context) => describeClient(c, deps.env.AL_PROXY_SECRET);

  mountRoute(app, deps, "getTotp", async ({ c, principal }) => c.json(await getTotp({ principal: requirePerson(principal), deps })));

  mountRoute(app, deps, "beginTotp", async ({ c, principal, body }) =>
    c.json(await beginTotp({ principal: requirePerson(principal), password: body.password, client: clientOf(c), deps }), 201),
  );

  mountRoute(app, deps, "confirmTotp", async ({ c, principal, body }) =>
    c.json(await confirmTotp({ principal: requirePerson(principal), code: body.one_time_code, deps })),
  );

  mountRoute(app, deps, "removeTotp", async ({ c, principal, body }) => {
    await removeTotp({ principal: requirePerson(principal), removal: body, client: clientOf(c), deps });
    return c.body(null, 204);
  });
}
