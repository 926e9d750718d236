import { type Member, ROLES, type Role } from "@agentlattice/contract";
import { may } from "#lib/session/may.ts";

/** Returns the roles that a role can assign. Only owners can assign the owner role. */
export function rolesToGive(mine: Role): readonly Role[] {
  if (!may(mine, "members:write")) return [];
  return mine === "owner" ? ROLES : ROLES.filter((role) => role !== "owner");
}

/**
 * Returns why a member cannot be changed or removed, or null. The API checks it again. `owners` is the number of owners, or null
 * until all members are loaded.
 */
export function memberBlock(mine: Role, member: Pick<Member, "role">, owners: number | null): string | null {
  if (!may(mine, "members:write")) return "Owners and admins can change members. Ask one of them.";
  if (member.role !== "owner") return null;
  if (mine !== "owner") return "Only an owner can change or remove an owner.";
  return owners === 1 ? "This is the only owner. Make another member an owner first." : null;
}
