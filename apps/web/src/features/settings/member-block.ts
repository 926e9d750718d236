import type { Member, You } from "@agentlattice/contract";
import { may } from "#lib/session/may.ts";

/** Returns why the API does not let a person change or remove a member, or null if it does. */
export function memberBlock(you: You, { role, you: { can } }: Pick<Member, "role" | "you">): string | null {
  if (can.includes("changeMember")) return null;
  if (!may(you, "members:write")) return "Owners and admins can change members. Ask one of them.";
  if (!you.assignable_roles.includes(role)) return "Only an owner can change or remove an owner.";
  return "This is the only owner. Make another member an owner first.";
}
