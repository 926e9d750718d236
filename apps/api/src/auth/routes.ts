import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { clientAddress } from "./client-address.ts";
import { getSession } from "./get-session.ts";
import { signIn } from "./sign-in.ts";
import { createSignInLimit } from "./sign-in-limit.ts";
import { signOut } from "./sign-out.ts";

export function mountAuth(app: App, deps: Deps): void {
  const limit = createSignInLimit();

  mountRoute(app, deps, "signIn", async ({ c, body }) =>
    c.json(await signIn({ input: body, address: clientAddress(c, deps.env.AL_PROXY_SECRET), limit, deps })),
  );

  mountRoute(app, deps, "signOut", async ({ c, principal }) => {
    await signOut({ principal: requirePerson(principal), deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "getSession", async ({ c, principal }) => c.json(await getSession({ principal: requirePerson(principal), deps })));
}
