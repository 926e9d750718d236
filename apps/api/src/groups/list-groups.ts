import type { Group } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

const MEMBERS = {
  members: { select: { userId: true, member: { select: { role: true, user: { select: { name: true } } } } }, orderBy: { userId: "asc" } },
} as const;

/** Lists the groups of approvers by name. */
export async function listGroups(deps: Pick<Deps, "database">, { scope }: Principal) {
  const rows = await deps.database.inOrg(scope, (client) =>
    client.approverGroup.findMany({ where: { orgId: scope.orgId }, include: MEMBERS, orderBy: { name: "asc" } }),
  );
  return { data: rows.map(toGroup), has_more: false, next_cursor: null } as const;
}

/** Reads a group. @throws AppError NOT_FOUND */
export async function findGroup(client: OrgClient, orgId: string, groupId: string) {
  const row = await client.approverGroup.findUnique({ where: { orgId_groupId: { orgId, groupId } }, include: MEMBERS });
  if (!row) throw groupNotFound();
  return row;
}

type GroupRow = Awaited<ReturnType<typeof findGroup>>;

export function toGroup({ groupId, name, createdAt, members }: GroupRow): Group {
  return {
    id: encodeId("grp", groupId),
    name,
    members: members.map(({ userId, member }) => ({ id: encodeId("usr", userId), name: member.user.name, role: member.role })),
    created_at: createdAt.toISOString(),
  };
}

/** Decodes the id of a group. @throws AppError NOT_FOUND for other text */
export function groupIdOf(id: string | undefined): string {
  const uuid = decodeId("grp", id ?? "");
  if (!uuid) throw groupNotFound();
  return uuid;
}

function groupNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such group. GET /groups lists the groups." });
}
