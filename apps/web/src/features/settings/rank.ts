import { type Member, ROLES, type Role } from "@agentlattice/contract";
import { may } from "#lib/session/may.ts";

/** Roles that somebody may give: owners are the matter of owners. */
export function rolesToGive(mine: Role): readonly Role[] {
  if (!may(mine, "members:write")) return [];
  return mine === "owner" ? ROLES : ROLES.filter((role) => role !== "owner");
}

/**
 * Why a member cannot be changed or removed now, or `null`. The API decides again.
 * `owners`: how many there are, or `null` while not all members are known.
 */
export function memberBlock(mine: Role, member: Pick<Member, "role">, owners: number | null): string | null {
  if (!may(mine, "members:write")) return "Owners and admins change members. Ask one of them.";
  if (member.role !== "owner") return null;
  if (mine !== "owner") return "Only an owner changes or removes an owner. Ask an owner.";
  return owners === 1 ? "This is the only owner. Make somebody else an owner first." : null;
}
