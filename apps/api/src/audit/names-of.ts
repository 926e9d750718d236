import type { AuditEvent } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Returns the names of the agents and people who acted in entries, by their wire ids. INVARIANT: people are named only to principals that
 * read members or approvals, which name them too. A person is always named to themselves.
 */
export async function namesOf(
  deps: Pick<Deps, "database">,
  principal: Principal,
  entries: readonly AuditEvent[],
): Promise<Record<string, string>> {
  const { orgId } = principal.scope;
  const ids = [...new Set(entries.map(({ actor }) => actor.id))];
  const of = (prefix: "agt" | "usr") => ids.flatMap((id) => decodeId(prefix, id) ?? []);
  const mayName = (["members:read", "approvals:read"] as const).some((permission) => permissionRefusal(principal, permission) === null);
  const own = principal.kind === "person" ? principal.userId : null;
  const userIds = principal.kind === "agent" ? [] : of("usr").filter((userId) => mayName || userId === own);
  const [agents, members] = await deps.database.inOrg(principal.scope, (client) =>
    Promise.all([
      client.agent.findMany({ where: { orgId, agentId: { in: of("agt") } }, select: { agentId: true, name: true } }),
      client.member.findMany({ where: { orgId, userId: { in: userIds } }, select: { userId: true, user: { select: { name: true } } } }),
    ]),
  );
  return Object.fromEntries([
    ...agents.map(({ agentId, name }) => [encodeId("agt", agentId), name]),
    ...members.map(({ userId, user }) => [encodeId("usr", userId), user.name]),
  ]);
}
