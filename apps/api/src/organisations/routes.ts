import { describeClient } from "../auth/describe-client.ts";
import { toMembership } from "../auth/to-session-view.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changeOrganisation } from "./change-organisation.ts";
import { deleteOrganisation } from "./delete-organisation.ts";
import { findTombstone } from "./find-tombstone.ts";
import { findOrganisation, toOrganisation } from "./organisation-row.ts";
import { removeSample } from "./remove-sample.ts";
import { restoreOrganisation } from "./restore-organisation.ts";

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
    const client = describeClient(c, deps.env.AL_PROXY_SECRET);
    await deleteOrganisation({ principal: requirePerson(principal), removal: body, client, deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "restoreOrganisation", async ({ c, principal }) =>
    c.json(await restoreOrganisation({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "removeSample", async ({ c, principal, body }) =>
    c.json(await removeSample({ principal: requirePerson(principal), input: body, deps }), 201),
  );

  mountRoute(app, deps, "getTombstone", async ({ c }) => c.json(await findTombstone(deps, c.req.param("id"))));
}
