import { type CreatedInvitation, Role } from "@agentlattice/contract";
import type { AuditedWork } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { currentRole, requireOwnerForOwnerChange } from "../members/role-checks.ts";
import { findInvitation, inviterNames, toInvitation } from "./find-invitation.ts";
import { invitationEntry } from "./invitation-entry.ts";
import { invitationLink } from "./invitation-token.ts";
import { issueInvitation } from "./issue-invitation.ts";

export interface ResendInvitationInput {
  readonly principal: PersonPrincipal;
  readonly invitationId: string;
  readonly deps: Pick<Deps, "database" | "env" | "mail" | "newId">;
  readonly once: Once;
}

/** Issues a new link for another seven days. The old link stops working. @throws AppError NOT_FOUND, FORBIDDEN */
export function resendInvitation({ principal, invitationId, deps, once }: ResendInvitationInput): Promise<CreatedInvitation> {
  const { orgId } = principal.scope;
  return once(async (context): Promise<AuditedWork<CreatedInvitation>> => {
    const { client, now } = context;
    const { role } = await findInvitation(client, orgId, invitationId);
    requireOwnerForOwnerChange(await currentRole(client, principal), Role.parse(role));
    const { token, columns } = await issueInvitation(deps, context, orgId, invitationId);
    const row = await client.invitation.update({ where: { orgId_invitationId: { orgId, invitationId } }, data: columns });
    const entry = await invitationEntry(deps, context, {
      orgId,
      invitationId,
      userId: principal.userId,
      change: "resent",
      role: Role.parse(role),
      email: row.email,
      expiresAt: row.expiresAt,
    });
    const shown = toInvitation(row, await inviterNames(client, orgId, [row]), principal, now);
    return {
      result: { ...shown, token, link: invitationLink(deps.env.AL_CONSOLE_URL, token) },
      entries: [entry],
      changesAnswers: false,
    };
  });
}
