import { Role } from "@agentlattice/contract";
import { announceApproval } from "../approvals/announce.ts";
import { endUndecidable } from "../approvals/end-undecidable.ts";
import { actorOf } from "../audit/config-entry.ts";
import { endSessions } from "../auth/end-sessions.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findMember } from "./find-member.ts";
import { memberEntry } from "./member-entry.ts";
import { currentRole, refuseLastOwner, requireOwnerForOwnerChange } from "./role-checks.ts";

export interface RemoveMemberInput {
  readonly principal: PersonPrincipal;
  readonly userId: string;
  readonly deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">;
}

/**
 * Removes a person from the organisation. Their sessions in it end with the commit, and their agents have no owner afterwards. Their account is
 * kept for other organisations. Requests that nobody else can decide escalate or end. @throws AppError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export async function removeMember({ principal, userId, deps }: RemoveMemberInput): Promise<void> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client } = context;
    const callerRole = await currentRole(client, principal);
    const member = await findMember(client, orgId, userId);
    const role = Role.parse(member.role);
    requireOwnerForOwnerChange(callerRole, role);
    if (role === "owner") await refuseLastOwner(client, orgId);
    const ended = await endSessions(deps, context, { orgId, userId, actor: actorOf(principal) });
    await client.member.delete({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } });
    const entry = memberEntry({ id: deps.newId(), principal, userId, change: "removed", role });
    const requests = await endUndecidable(deps, context, { orgId, actor: actorOf(principal) });
    return { result: requests.ids, entries: [...ended, entry, ...requests.entries], changesAnswers: true };
  });
  for (const approvalId of result) announceApproval(deps, orgId, approvalId, null);
}
