import { approvalIdOf } from "../approvals/find-approval.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { backtestGrant } from "./backtest-grant.ts";
import { listGrants } from "./list-grants.ts";
import { revokeGrant } from "./revoke-grant.ts";

export function mountGrants(app: App, deps: Deps): void {
  mountRoute(app, deps, "listGrants", async ({ c, principal, query }) => c.json(await listGrants({ principal, query, deps })));

  mountRoute(app, deps, "revokeGrant", async ({ c, principal }) => {
    await revokeGrant({ principal: requirePerson(principal), id: c.req.param("id") ?? "", deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "backtestGrant", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    return c.json(await backtestGrant({ principal: requirePerson(principal), approvalId, grant: body, deps }));
  });
}
