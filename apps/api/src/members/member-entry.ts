import type { Role } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../audit/config-entry.ts";

export interface MemberChange {
  /** UUID of the entry. */
  readonly id: string;
  /** The acting person. */
  readonly principal: { readonly userId: string };
  /** UUID of the member. */
  readonly userId: string;
  readonly change: "added" | "changed" | "removed" | "password_changed";
  /** The role after the change, or the last role of a removed member. */
  readonly role: Role;
}

/** Returns the entry of a member change. It has only ids, because names and emails are never in the ledger. */
export function memberEntry({ id, principal, userId, change, role }: MemberChange): SettledEntry {
  const user = encodeId("usr", userId);
  return configEntry({
    id,
    kind: "member.changed",
    actor: { type: "user", id: encodeId("usr", principal.userId) },
    subject: { type: "user", id: user },
    data: { user, change, role },
  });
}
