import { Role } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { currentRole, requireOwnerForOwnerChange } from "../members/role-checks.ts";
import { findInvitation } from "./find-invitation.ts";
import { invitationEntry } from "./invitation-entry.ts";

export interface RevokeInvitationInput {
  readonly principal: PersonPrincipal;
  readonly invitationId: string;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/** Revokes an invitation. Its link stops working with the commit. @throws AppError NOT_FOUND, FORBIDDEN */
export async function revokeInvitation({ principal, invitationId, deps }: RevokeInvitationInput): Promise<void> {
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async (context) => {
    const { client, now } = context;
    const row = await findInvitation(client, orgId, invitationId);
    const role = Role.parse(row.role);
    requireOwnerForOwnerChange(await currentRole(client, principal), role);
    const data = { revokedAt: new Date(now), mailDueAt: null, mailToken: null };
    await client.invitation.update({ where: { orgId_invitationId: { orgId, invitationId } }, data, select: { orgId: true } });
    const { email, expiresAt } = row;
    const { userId } = principal;
    const entry = await invitationEntry(deps, context, { orgId, invitationId, userId, change: "revoked", role, email, expiresAt });
    return { result: null, entries: [entry], changesAnswers: false };
  });
}
