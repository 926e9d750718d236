import type { Role } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { authorize } from "../http/authorize.ts";
import type { PersonPrincipal } from "../http/principal.ts";

/**
 * The role that the person who asks has now, under the lock: whoever was demoted a moment ago does nothing with the role
 * their request began with. @throws AppError FORBIDDEN
 */
export async function roleNow(client: OrgClient, principal: PersonPrincipal): Promise<Role> {
  const { orgId } = principal.scope;
  const me = await client.member.findUnique({ where: { orgId_userId: { orgId, userId: principal.userId } }, select: { role: true } });
  if (!me) throw new AppError("FORBIDDEN", { detail: "You are not a member of this organisation any more." });
  const role = me.role as Role;
  authorize({ ...principal, role }, "members:write");
  return role;
}

/** Nobody makes or touches somebody above themselves: owners are the matter of owners. @throws AppError FORBIDDEN */
export function refuseAbove(mine: Role, ...concerned: readonly Role[]): void {
  if (mine === "owner" || !concerned.includes("owner")) return;
  throw new AppError("FORBIDDEN", { detail: "Only an owner makes, changes or removes an owner. Ask an owner." });
}

/** INVARIANT: called under the lock of the head, where nobody else changes members. @throws AppError LAST_OWNER */
export async function refuseLastOwner(client: OrgClient, orgId: string): Promise<void> {
  if ((await client.member.count({ where: { orgId, role: "owner" } })) > 1) return;
  throw new AppError("LAST_OWNER", { detail: "This is the only owner. Make somebody else an owner first." });
}
