import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { describePrincipal } from "./describe-principal.ts";

export function mountWhoami(app: App, deps: Deps): void {
  mountRoute(app, deps, "whoami", async ({ c, principal }) => c.json(await describePrincipal({ principal, deps })));
}
