import type { Handover } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
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

/** Lists the hand-overs that have not ended. */
export async function listHandovers(deps: Pick<Deps, "database" | "now">, { scope }: Principal) {
  const now = deps.now();
  const { orgId } = scope;
  const data = await deps.database.inOrg(scope, async (client) => {
    const rows = await client.handover.findMany({ where: { orgId, untilAt: { gt: new Date(now) } }, orderBy: { untilAt: "asc" } });
    const people = await readPeople(
      client,
      orgId,
      rows.flatMap(({ userId, toUserId }) => [userId, toUserId]),
    );
    return rows.map((row) => toHandover(row, people, now));
  });
  return { data, has_more: false, next_cursor: null } as const;
}

/** Reads the names and roles of members. */
export function readPeople(client: OrgClient, orgId: string, userIds: readonly string[]): Promise<PersonRow[]> {
  return client.member.findMany({
    where: { orgId, userId: { in: [...userIds] } },
    select: { userId: true, role: true, user: { select: { name: true } } },
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
