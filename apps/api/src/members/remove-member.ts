import { type RemovedMember, Role } from "@agentlattice/contract";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext, OrgClient } from "@agentlattice/db";
import { announceApproval } from "../approvals/announce.ts";
import { toApprovalRecord } from "../approvals/approval-row.ts";
import { endUndecidable } from "../approvals/end-undecidable.ts";
import { actorOf } from "../audit/config-entry.ts";
import { endSessions } from "../auth/end-sessions.ts";
import { announceEnd } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import { handoverEntry } from "../groups/change-handover.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { endBeyondRole } from "./end-beyond-role.ts";
import { findMember } from "./find-member.ts";
import { memberEntry } from "./member-entry.ts";
import { readCreations } from "./read-creations.ts";
import { announceRevoked, revokeRows } from "./revoke-creations.ts";
import { currentRole, refuseLastOwner, requireOwnerForOwnerChange } from "./role-checks.ts";

export interface RemoveMemberInput {
  readonly principal: PersonPrincipal;
  readonly userId: string;
  /** What the person created and is revoked with the removal, by id. */
  readonly revoke: "all" | "none" | readonly string[];
  readonly deps: Deps;
}

/**
 * Removes a person from the organisation. With the commit end their sessions in it, their open invitations, their delegations, and the
 * hand-overs by them and to them. The chosen keys, endpoints and grants that they created are revoked. Their agents have no owner afterwards, and their account is kept for other
 * organisations. Requests that nobody else can decide escalate or end. @throws AppError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export async function removeMember({ principal, userId, revoke, deps }: RemoveMemberInput): Promise<RemovedMember> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client, now } = context;
    const callerRole = await currentRole(client, principal);
    const member = await findMember(client, orgId, userId);
    const role = Role.parse(member.role);
    requireOwnerForOwnerChange(callerRole, role);
    if (role === "owner") await refuseLastOwner(client, orgId);
    const votes = await countOpenVotes(client, orgId, userId);
    const creations = await readCreations(client, { orgId, userId, now });
    const revoked = await revokeRows(deps, context, principal, creations, revoke);
    const lost = await endBeyondRole(deps, context, { principal, userId, role: null });
    const handovers = await endHandovers(deps, context, principal, userId);
    const sessions = await endSessions(deps, context, { orgId, userId, actor: actorOf(principal) });
    await client.member.delete({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } });
    const entry = memberEntry({ id: deps.newId(), principal, userId, change: "removed", role });
    const requests = await endUndecidable(deps, context, { orgId, actor: actorOf(principal) });
    const ended = {
      invitations: lost.invitations,
      sessions: sessions.length,
      handovers: handovers.length,
      delegations: lost.delegations.length,
      votes,
    };
    return {
      result: { ended, revoked, lost, approvalIds: requests.ids },
      entries: [...revoked.entries, ...lost.entries, ...handovers, ...sessions, entry, ...requests.entries],
      changesAnswers: true,
    };
  });
  announceRevoked(deps, orgId, result.revoked);
  announceEnd(deps, orgId, result.lost);
  for (const approvalId of result.approvalIds) announceApproval(deps, orgId, approvalId, null);
  return { ended: result.ended, revoked: [...result.revoked.revoked], remaining: [...result.revoked.remaining] };
}

/** Counts the votes of a person for the current stage of pending requests, in the own right or another's. */
async function countOpenVotes(client: OrgClient, orgId: string, userId: string): Promise<number> {
  const pending = await client.approval.findMany({ where: { orgId, status: "pending" } });
  return pending
    .map((row) => toApprovalRecord(row).progress)
    .flatMap(({ stage, votes }) => votes.filter((vote) => vote.stage === stage))
    .filter(({ user, right }) => user === userId || right === userId).length;
}

/** Ends the hand-overs by a person and to a person. */
async function endHandovers(
  deps: Pick<Deps, "newId">,
  { client, now }: AuditedContext,
  principal: PersonPrincipal,
  userId: string,
): Promise<SettledEntry[]> {
  const where = { orgId: principal.scope.orgId, OR: [{ userId }, { toUserId: userId }] };
  const rows = await client.handover.findMany({ where, orderBy: { userId: "asc" } });
  await client.handover.deleteMany({ where });
  return rows
    .filter(({ untilAt }) => untilAt.getTime() > now)
    .map((row) => handoverEntry(deps, principal, { ...row, change: "taken_back" }));
}
