import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { createDrill, deleteDrill, startDrill } from "./change-drills.ts";
import { describeDrills } from "./describe-drills.ts";
import { drillIdOf } from "./find-drill.ts";

export function mountDrills(app: App, deps: Deps): void {
  mountRoute(app, deps, "listDrills", async ({ c, principal, query }) => {
    const { orgId } = principal.scope;
    const before = decodeCursor(query.cursor, idPosition)?.[0];
    const page = await deps.database.inOrg(principal.scope, async (client) => {
      const rows = await client.haltDrill.findMany({
        where: { orgId, ...(before === undefined ? {} : { drillId: { lt: before } }) },
        orderBy: { drillId: "desc" },
        take: query.limit + 1,
      });
      const cut = toPage(
        rows,
        query.limit,
        (row) => row,
        (row) => [row.drillId],
      );
      return { ...cut, data: await describeDrills(client, principal, cut.data) };
    });
    return c.json(page);
  });

  mountRoute(app, deps, "createDrill", async (call) =>
    answerOnce(call, "createDrill", 201, (once) => createDrill({ principal: requirePerson(call.principal), input: call.body, once, deps })),
  );

  mountRoute(app, deps, "startDrill", async ({ c, principal }) =>
    c.json(await startDrill({ principal: requirePerson(principal), drillId: drillIdOf(c.req.param("id")), deps }), 202),
  );

  mountRoute(app, deps, "deleteDrill", async ({ c, principal }) => {
    await deleteDrill({ principal: requirePerson(principal), drillId: drillIdOf(c.req.param("id")), deps });
    return c.body(null, 204);
  });
}
