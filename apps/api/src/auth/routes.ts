import { PASSWORD_MIN } from "@agentlattice/contract";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changePassword } from "./change-password.ts";
import { describeClient } from "./describe-client.ts";
import { getSession } from "./get-session.ts";
import { endOtherSessions, endSession, listSessions } from "./my-sessions.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
import { signUp } from "./sign-up.ts";
import { switchOrganisation } from "./switch-organisation.ts";

export function mountAuth(app: App, deps: Deps): void {
  const clientOf = (c: Context) => describeClient(c, deps.env.AL_PROXY_SECRET);

  mountRoute(app, deps, "signIn", async ({ c, body }) => c.json(await signIn({ input: body, client: clientOf(c), deps })));

  mountRoute(app, deps, "signOut", async ({ c, principal }) => {
    await signOut({ principal: requirePerson(principal), deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "getSession", async ({ c, principal }) => c.json(await getSession({ principal: requirePerson(principal), deps })));

  mountRoute(app, deps, "getAuthOptions", async ({ c }) => c.json({ sign_up: deps.env.AL_SIGN_UP, password_min: PASSWORD_MIN }));

  mountRoute(app, deps, "signUp", async ({ c, body }) => {
    await signUp({ input: body, client: clientOf(c), deps });
    return c.json({ status: "accepted" }, 202);
  });

  mountRoute(app, deps, "switchOrganisation", async ({ c, principal, body }) =>
    c.json(await switchOrganisation({ principal: requirePerson(principal), org: body.org_id, client: clientOf(c), deps })),
  );

  mountRoute(app, deps, "changePassword", async ({ c, principal, body }) =>
    c.json({ ended: await changePassword({ principal: requirePerson(principal), input: body, client: clientOf(c), deps }) }),
  );

  mountRoute(app, deps, "listSessions", async ({ c, principal }) =>
    c.json({ data: await listSessions({ principal: requirePerson(principal), deps }), has_more: false, next_cursor: null }),
  );

  mountRoute(app, deps, "endSession", async ({ c, principal }) => {
    await endSession({ principal: requirePerson(principal), id: c.req.param("id") ?? "", deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "endOtherSessions", async ({ c, principal }) =>
    c.json({ ended: await endOtherSessions({ principal: requirePerson(principal), deps }) }),
  );
}
