import { toMembership } from "../auth/to-session-view.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changeOrganisation } from "./change-organisation.ts";
import { deleteOrganisation } from "./delete-organisation.ts";
import { findOrganisation, toOrganisation } from "./organisation-row.ts";

export function mountOrganisations(app: App, deps: Deps): void {
  mountRoute(app, deps, "listOrganisations", async ({ c, principal }) => {
    const memberships = await deps.database.lookups.memberships(requirePerson(principal).userId);
    return c.json({ data: memberships.map(toMembership), has_more: false, next_cursor: null });
  });

  mountRoute(app, deps, "getOrganisation", async ({ c, principal }) =>
    c.json(toOrganisation(await deps.database.inOrg(principal.scope, (client) => findOrganisation(client, principal.scope.orgId)))),
  );

  mountRoute(app, deps, "changeOrganisation", async ({ c, principal, body }) =>
    c.json(await changeOrganisation({ principal: requirePerson(principal), patch: body, deps })),
  );

  mountRoute(app, deps, "deleteOrganisation", async ({ c, principal, body }) => {
    await deleteOrganisation({ principal: requirePerson(principal), name: body.name, deps });
    return c.body(null, 204);
  });
}
