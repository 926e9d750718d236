import { type Member, Role } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { Caller } from "../http/authorise.ts";
import { mayAssign, youCan } from "../http/you.ts";

const WITH_USER = { user: { select: { email: true, name: true } } } as const;

/** Reads members of an organisation, sorted by id. */
export async function findMembers(client: OrgClient, orgId: string, { after, limit }: { after: string | undefined; limit: number }) {
  return client.member.findMany({
    where: { orgId, ...(after === undefined ? {} : { userId: { gt: after } }) },
    include: WITH_USER,
    orderBy: { userId: "asc" },
    take: limit,
  });
}

export type MemberRow = Awaited<ReturnType<typeof findMembers>>[number];

/** Finds a member. @throws AppError NOT_FOUND */
export async function findMember(client: OrgClient, orgId: string, userId: string): Promise<MemberRow> {
  const row = await client.member.findUnique({ where: { orgId_userId: { orgId, userId } }, include: WITH_USER });
  if (!row) throw memberNotFound();
  return row;
}

/** Decodes the id of a person. @throws AppError NOT_FOUND for other text */
export function memberIdOf(id: string | undefined): string {
  const uuid = decodeId("usr", id ?? "");
  if (!uuid) throw memberNotFound();
  return uuid;
}

/** Counts the owners of an organisation. */
export function countOwners(client: OrgClient, orgId: string): Promise<number> {
  return client.member.count({ where: { orgId, role: "owner" } });
}

/** Converts a member to its wire format. @param owners the number of owners */
export function toMember(row: MemberRow, caller: Caller, owners: number): Member {
  const role = Role.parse(row.role);
  const changeable = mayAssign(caller, role) && (role !== "owner" || owners > 1);
  return {
    id: encodeId("usr", row.userId),
    name: row.user.name,
    email: row.user.email,
    role,
    joined_at: row.createdAt.toISOString(),
    you: youCan(caller, { changeMember: changeable, removeMember: changeable }),
  };
}

function memberNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such member. GET /members lists the members." });
}
