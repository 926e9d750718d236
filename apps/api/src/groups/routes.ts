import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { memberIdOf } from "../members/find-member.ts";
import { changeGroup, createGroup, deleteGroup } from "./change-group.ts";
import { createHandover, endHandover } from "./change-handover.ts";
import { groupIdOf, listGroups } from "./list-groups.ts";
import { listHandovers } from "./list-handovers.ts";

export function mountGroups(app: App, deps: Deps): void {
  mountRoute(app, deps, "listGroups", async ({ c, principal }) => c.json(await listGroups(deps, principal)));

  mountRoute(app, deps, "createGroup", async (call) =>
    answerOnce(call, "createGroup", 201, (once) => createGroup({ principal: requirePerson(call.principal), input: call.body, once, deps })),
  );

  mountRoute(app, deps, "changeGroup", async ({ c, principal, body }) => {
    const groupId = groupIdOf(c.req.param("id"));
    return c.json(await changeGroup({ principal: requirePerson(principal), groupId, members: body.members, deps }));
  });

  mountRoute(app, deps, "deleteGroup", async ({ c, principal }) => {
    await deleteGroup({ principal: requirePerson(principal), groupId: groupIdOf(c.req.param("id")), deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "listHandovers", async ({ c, principal }) => c.json(await listHandovers(deps, principal)));

  mountRoute(app, deps, "createHandover", async (call) =>
    answerOnce(call, "createHandover", 201, (once) =>
      createHandover({ principal: requirePerson(call.principal), input: call.body, once, deps }),
    ),
  );

  mountRoute(app, deps, "endHandover", async ({ c, principal }) => {
    await endHandover({ principal: requirePerson(principal), userId: memberIdOf(c.req.param("user_id")), deps });
    return c.body(null, 204);
  });
}
