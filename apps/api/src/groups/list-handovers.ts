import { type Handover, type HandoverList, ROLES } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { isDecidingRole } from "@agentlattice/core/approval";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";

interface HandoverRow {
  readonly userId: string;
  readonly toUserId: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
}

interface PersonRow {
  readonly userId: string;
  readonly role: string;
  readonly user: { readonly name: string };
}

const PERSON = { userId: true, role: true, user: { select: { name: true } } } as const;

/** Lists the hand-overs that have not ended, and the people to whom the caller may hand approvals over. */
export async function listHandovers(deps: Pick<Deps, "database" | "now">, principal: Principal): Promise<HandoverList> {
  const now = deps.now();
  const { scope } = principal;
  const { orgId } = scope;
  return deps.database.inOrg(scope, async (client) => {
    const rows = await client.handover.findMany({ where: { orgId, untilAt: { gt: new Date(now) } }, orderBy: { untilAt: "asc" } });
    const people = await readPeople(
      client,
      orgId,
      rows.flatMap(({ userId, toUserId }) => [userId, toUserId]),
    );
    const data = rows.map((row) => toHandover(row, people, now));
    return { data, has_more: false, next_cursor: null, substitutes: await findSubstitutes(client, principal) };
  });
}

async function findSubstitutes(client: OrgClient, principal: Principal): Promise<HandoverList["substitutes"]> {
  if (principal.kind !== "person" || permissionRefusal(principal, "approvals:decide") !== null) return [];
  const { scope, userId } = principal;
  const members = await client.member.findMany({
    where: { orgId: scope.orgId, userId: { not: userId }, role: { in: ROLES.filter(isDecidingRole) } },
    select: PERSON,
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return members.map(({ userId: id, role, user }) => ({ id: encodeId("usr", id), name: user.name, role }));
}

/** Reads the names and roles of members. */
export function readPeople(client: OrgClient, orgId: string, userIds: readonly string[]): Promise<PersonRow[]> {
  return client.member.findMany({
    where: { orgId, userId: { in: [...userIds] } },
    select: PERSON,
  });
}

export function toHandover({ userId, toUserId, fromAt, untilAt }: HandoverRow, people: readonly PersonRow[], now: number): Handover {
  const personOf = (id: string) => {
    const person = people.find((one) => one.userId === id);
    return { id: encodeId("usr", id), name: person?.user.name ?? "", role: person?.role };
  };
  return {
    person: personOf(userId),
    to: personOf(toUserId),
    from: fromAt.toISOString(),
    until: untilAt.toISOString(),
    active: fromAt.getTime() <= now && now < untilAt.getTime(),
  };
}
