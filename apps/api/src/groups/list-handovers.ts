import type { Handover } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

const PERSON = { select: { role: true, user: { select: { name: true } } } } as const;
export const WITH_PEOPLE = { person: PERSON, to: PERSON } as const;

interface HandoverRow {
  readonly userId: string;
  readonly toUserId: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly person: PersonRow;
  readonly to: PersonRow;
}

interface PersonRow {
  readonly role: string;
  readonly user: { readonly name: string };
}

/** Lists the hand-overs that have not ended. */
export async function listHandovers(deps: Deps, { scope }: Principal) {
  const now = deps.now();
  const where = { orgId: scope.orgId, untilAt: { gt: new Date(now) } };
  const rows = await deps.database.inOrg(scope, (client) =>
    client.handover.findMany({ where, include: WITH_PEOPLE, orderBy: { untilAt: "asc" } }),
  );
  return { data: rows.map((row) => toHandover(row, now)), has_more: false, next_cursor: null } as const;
}

export function toHandover({ userId, toUserId, fromAt, untilAt, person, to }: HandoverRow, now: number): Handover {
  return {
    person: { id: encodeId("usr", userId), name: person.user.name, role: person.role },
    to: { id: encodeId("usr", toUserId), name: to.user.name, role: to.role },
    from: fromAt.toISOString(),
    until: untilAt.toISOString(),
    active: fromAt.getTime() <= now && now < untilAt.getTime(),
  };
}
