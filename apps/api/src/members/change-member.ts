import { type Member, Role } from "@agentlattice/contract";
import { isSealed } from "@agentlattice/db";
import { announceApproval } from "../approvals/announce.ts";
import { endUndecidable } from "../approvals/end-undecidable.ts";
import { actorOf } from "../audit/config-entry.ts";
import { announceEnd } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { endBeyondRole, NOTHING_ENDED } from "./end-beyond-role.ts";
import { countOwners, findMember, toMember } from "./find-member.ts";
import { memberEntry } from "./member-entry.ts";
import { currentRole, refuseLastOwner, requireOwnerForOwnerChange } from "./role-checks.ts";

export interface ChangeMemberInput {
  readonly principal: PersonPrincipal;
  readonly userId: string;
  readonly role: Role;
  readonly deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">;
}

/**
 * Changes the role of a member for every later decision. Invitations and delegations of the member that the new role could not make end, and
 * requests that nobody else can decide escalate or end. An unchanged role writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export async function changeMember({ principal, userId, role, deps }: ChangeMemberInput): Promise<Member> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client, now, seals } = context;
    const callerRole = await currentRole(client, principal);
    const member = await findMember(client, orgId, userId);
    requireOwnerForOwnerChange(callerRole, Role.parse(member.role), role);
    const describe = async (row: typeof member) => toMember(row, { kind: "person", role: callerRole }, await countOwners(client, orgId));
    if (member.role === role && isSealed(member.seal, seals.member(member)))
      return { result: { member: await describe(member), ended: [], lost: NOTHING_ENDED }, entries: [], changesAnswers: false };
    if (member.role === "owner") await refuseLastOwner(client, orgId);
    const changed = { role, roleSince: new Date(now) };
    await client.member.update({
      where: { orgId_userId: { orgId, userId } },
      data: { ...changed, seal: seals.member({ userId, ...changed }) },
      select: { userId: true },
    });
    const entry = memberEntry({ id: deps.newId(), principal, userId, change: "changed", role });
    const lost = await endBeyondRole(deps, context, { principal, userId, role });
    const ended = await endUndecidable(deps, context, { orgId, actor: actorOf(principal) });
    const after = await describe({ ...member, role });
    return { result: { member: after, ended: ended.ids, lost }, entries: [entry, ...lost.entries, ...ended.entries], changesAnswers: true };
  });
  announceEnd(deps, orgId, result.lost);
  for (const approvalId of result.ended) announceApproval(deps, orgId, approvalId, null);
  return result.member;
}
