import { isSealed, type OrgClient, type RowSeals } from "@agentlattice/db";
import type { MemberView } from "./org-config.ts";

/**
 * Reads the members of an organisation with their groups, hand-overs and passkeys, earliest first. INVARIANT: a person whose role was changed
 * outside the product is left out, so nobody decides by such a role.
 */
export async function readMembers(client: OrgClient, seals: RowSeals, orgId: string): Promise<MemberView[]> {
  const rows = await client.member.findMany({
    where: { orgId },
    include: { user: { select: { email: true, name: true } } },
    orderBy: { createdAt: "asc" },
  });
  const members = rows.filter((row) => isSealed(row.seal, seals.member(row)));
  // These are separate queries, because Prisma reads several relations concurrently, which one connection does not support.
  const memberships = await client.approverGroupMember.findMany({
    where: { orgId },
    select: { userId: true, since: true, group: { select: { name: true } } },
  });
  const passkeys = await client.passkey.findMany({ where: { orgId }, select: { userId: true } });
  const handovers = await client.handover.findMany({ where: { orgId } });
  return members.map((member) => ({
    id: member.userId,
    email: member.user.email,
    name: member.user.name,
    role: member.role,
    role_since: member.roleSince?.getTime() ?? null,
    groups: memberships
      .filter(({ userId }) => userId === member.userId)
      .map(({ group, since }) => ({ name: group.name, since: since?.getTime() ?? null })),
    has_passkey: passkeys.some(({ userId }) => userId === member.userId),
    handovers: handovers
      .filter(({ toUserId }) => toUserId === member.userId)
      .map(({ userId, fromAt, untilAt }) => ({ person: userId, from: fromAt.getTime(), until: untilAt.getTime() })),
  }));
}
