import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changeMember } from "./change-member.ts";
import { memberIdOf } from "./find-member.ts";
import { listMembers } from "./list-members.ts";
import { removeMember } from "./remove-member.ts";
import { listCreations, revokeCreations } from "./revoke-creations.ts";

export function mountMembers(app: App, deps: Deps): void {
  mountRoute(app, deps, "listMembers", async ({ c, principal, query }) =>
    c.json(await listMembers({ principal: requirePerson(principal), query, deps })),
  );

  mountRoute(app, deps, "changeMember", async ({ c, principal, body }) => {
    const userId = memberIdOf(c.req.param("user_id"));
    return c.json(await changeMember({ principal: requirePerson(principal), userId, role: body.role, deps }));
  });

  mountRoute(app, deps, "removeMember", async ({ c, principal, body }) => {
    const userId = memberIdOf(c.req.param("user_id"));
    return c.json(await removeMember({ principal: requirePerson(principal), userId, revoke: body.revoke, deps }));
  });

  mountRoute(app, deps, "listCreations", async ({ c, principal }) =>
    c.json(await listCreations({ principal: requirePerson(principal), userId: memberIdOf(c.req.param("user_id")), deps })),
  );

  mountRoute(app, deps, "revokeCreations", async ({ c, principal, body }) => {
    const userId = memberIdOf(c.req.param("user_id"));
    return c.json(await revokeCreations({ principal: requirePerson(principal), userId, which: body, deps }));
  });
}
