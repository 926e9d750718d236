import type { Role } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, sealPayload } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";

export interface InvitationChange {
  readonly orgId: string;
  readonly invitationId: string;
  /** UUID of the acting person. */
  readonly userId: string;
  readonly change: "created" | "resent" | "revoked" | "accepted";
  readonly role: Role;
  readonly email: string;
  readonly expiresAt: Date;
}

/** Returns the entry of an invitation. The invited person is stored in a payload; the leaf has only the invitation's id. */
export async function invitationEntry(
  deps: Pick<Deps, "database" | "newId">,
  { origin }: AuditedContext,
  change: InvitationChange,
): Promise<SettledEntry> {
  const { orgId, role } = change;
  const id = deps.newId();
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const invitation = encodeId("inv", change.invitationId);
  return configEntry({
    id,
    kind: "invitation.changed",
    actor: { type: "user", id: encodeId("usr", change.userId) },
    subject: { type: "invitation", id: invitation },
    data: { invitation, change: change.change, role, expires_at: change.expiresAt.toISOString() },
    payloads: [sealPayload({ dataKey, orgId, origin, entryId: id, field: "email" }, change.email)],
  });
}
