import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { deleteFilter, listFilters, saveFilter } from "./saved-filters.ts";

export function mountApprovalFilters(app: App, deps: Deps): void {
  mountRoute(app, deps, "listApprovalFilters", async ({ c, principal }) =>
    c.json({ data: await listFilters({ principal: requirePerson(principal), deps }), has_more: false, next_cursor: null }),
  );

  mountRoute(app, deps, "saveApprovalFilter", async ({ c, principal, body }) =>
    c.json(await saveFilter({ principal: requirePerson(principal), input: body, deps })),
  );

  mountRoute(app, deps, "deleteApprovalFilter", async ({ c, principal }) => {
    await deleteFilter({ principal: requirePerson(principal), filterId: decodeId("flt", c.req.param("id") ?? ""), deps });
    return c.body(null, 204);
  });
}
