import type { Invitation, Role } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** Neither accepted nor withdrawn; it may have run out. */
export const UNUSED = { acceptedAt: null, revokedAt: null } as const;

export type InvitationRow = NonNullable<Awaited<ReturnType<OrgClient["invitation"]["findFirst"]>>>;

/** @throws AppError NOT_FOUND */
export async function findInvitation(client: OrgClient, orgId: string, invitationId: string): Promise<InvitationRow> {
  const row = await client.invitation.findFirst({ where: { orgId, invitationId, ...UNUSED } });
  if (!row) throw invitationNotFound();
  return row;
}

/** @throws AppError NOT_FOUND for anything that is not an invitation's id */
export function invitationIdOf(id: string | undefined): string {
  const uuid = decodeId("inv", id ?? "");
  if (!uuid) throw invitationNotFound();
  return uuid;
}

/** Names of the members among some people. */
export async function inviterNames(client: OrgClient, orgId: string, rows: readonly InvitationRow[]): Promise<Map<string, string>> {
  const userIds = [...new Set(rows.map((row) => row.invitedBy))];
  const members = await client.member.findMany({
    where: { orgId, userId: { in: userIds } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(members.map((member) => [member.userId, member.user.name]));
}

/** @param now ms since the epoch */
export function toInvitation(row: InvitationRow, names: ReadonlyMap<string, string>, now: number): Invitation {
  const inviter = names.get(row.invitedBy);
  return {
    id: encodeId("inv", row.invitationId),
    email: row.email,
    role: row.role as Role,
    status: row.expiresAt.getTime() > now ? "open" : "expired",
    invited_by: inviter === undefined ? null : { id: encodeId("usr", row.invitedBy), name: inviter },
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    mail: row.mailedAt ? "sent" : row.mailDueAt ? "waiting" : row.mailAttempts > 0 ? "failed" : "off",
  };
}

function invitationNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such invitation, or it was accepted." });
}
