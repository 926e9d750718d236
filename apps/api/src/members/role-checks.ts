import { Role } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { authorise } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { mayAssign } from "../http/you.ts";
import { countOwners } from "./find-member.ts";

/**
 * Re-reads the caller's role inside the transaction, because it may have changed since the request was authenticated.
 * @throws AppError FORBIDDEN
 */
export async function currentRole(client: OrgClient, principal: PersonPrincipal): Promise<Role> {
  const { orgId } = principal.scope;
  const me = await client.member.findUnique({ where: { orgId_userId: { orgId, userId: principal.userId } }, select: { role: true } });
  if (!me)
    throw new AppError("FORBIDDEN", {
      detail: "You are no longer a member of this organisation. Ask an owner or admin for an invitation.",
    });
  const role = Role.parse(me.role);
  authorise({ ...principal, role }, "members:write");
  return role;
}

/** Requires an owner for creating, changing or removing an owner. @throws AppError FORBIDDEN */
export function requireOwnerForOwnerChange(callerRole: Role, ...concerned: readonly Role[]): void {
  if (concerned.every((role) => mayAssign({ kind: "person", role: callerRole }, role))) return;
  throw new AppError("FORBIDDEN", { detail: "Only an owner may create, change or remove an owner. Ask an owner." });
}

/** Requires another owner. INVARIANT: it runs under the lock of the head, so that members cannot change concurrently. @throws AppError LAST_OWNER */
export async function refuseLastOwner(client: OrgClient, orgId: string): Promise<void> {
  if ((await countOwners(client, orgId)) > 1) return;
  throw new AppError("LAST_OWNER", { detail: "This is the only owner. Make another person an owner first." });
}
