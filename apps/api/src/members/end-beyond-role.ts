import { PERMISSIONS, Role } from "@agentlattice/contract";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import { actorOf } from "../audit/config-entry.ts";
import { type EndedDelegations, endDelegations } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { mayAssign } from "../http/you.ts";
import { UNUSED } from "../invitations/find-invitation.ts";
import { invitationEntry } from "../invitations/invitation-entry.ts";

/** What ended because its creator may not make it any more. */
export interface EndedBeyondRole extends EndedDelegations {
  readonly invitations: number;
}

export const NOTHING_ENDED: EndedBeyondRole = { invitations: 0, delegations: [], approvalIds: [], keyHashes: [], entries: [] };

interface Holder {
  readonly principal: PersonPrincipal;
  /** UUID of the person whose role changed. */
  readonly userId: string;
  /** The new role; null when the person is no longer a member. */
  readonly role: Role | null;
}

/** Ends the open invitations and delegations of a person that their role does not let them make, in the same audited change. */
export async function endBeyondRole(
  deps: Pick<Deps, "database" | "newId">,
  context: AuditedContext,
  { principal, userId, role }: Holder,
): Promise<EndedBeyondRole> {
  const invitations = await endInvitations(deps, context, { principal, userId, role });
  const delegations = await endOwnDelegations(deps, context, { principal, userId, role });
  return { ...delegations, invitations: invitations.length, entries: [...invitations, ...delegations.entries] };
}

async function endInvitations(
  deps: Pick<Deps, "database" | "newId">,
  context: AuditedContext,
  { principal, userId, role }: Holder,
): Promise<SettledEntry[]> {
  const { client, now } = context;
  const { orgId } = principal.scope;
  const open = await client.invitation.findMany({ where: { orgId, invitedBy: userId, ...UNUSED }, orderBy: { invitationId: "asc" } });
  const ended = open.filter((row) => role === null || !mayAssign({ kind: "person", role }, Role.parse(row.role)));
  const invitationId = { in: ended.map((row) => row.invitationId) };
  if (ended.length > 0)
    await client.invitation.updateMany({
      where: { orgId, invitationId },
      data: { revokedAt: new Date(now), mailDueAt: null, mailToken: null },
    });
  const unexpired = ended.filter((row) => row.expiresAt.getTime() > now);
  return Promise.all(
    unexpired.map(({ invitationId, role: invitedRole, email, expiresAt }) =>
      invitationEntry(deps, context, {
        orgId,
        invitationId,
        userId: principal.userId,
        change: "revoked",
        role: Role.parse(invitedRole),
        email,
        expiresAt,
      }),
    ),
  );
}

async function endOwnDelegations(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  { principal, userId, role }: Holder,
): Promise<EndedDelegations> {
  const { orgId } = principal.scope;
  const roles: readonly string[] = PERMISSIONS["delegations:write"].roles;
  if (role !== null && roles.includes(role)) return NOTHING_ENDED;
  const open = await context.client.delegation.findMany({
    where: { orgId, openedByUserId: userId, endedAt: null, expiresAt: { gt: new Date(context.now) } },
    select: { delegationId: true },
  });
  if (open.length === 0) return NOTHING_ENDED;
  const delegationIds = open.map((row) => row.delegationId);
  return endDelegations(deps, context, { orgId, delegationIds, reason: "revoked", actor: actorOf(principal) });
}
