import { type Invitation, Role } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { Caller } from "../http/authorise.ts";
import { mayAssign, youCan } from "../http/you.ts";

/** An invitation that was neither accepted nor revoked. It may have expired. */
export const UNUSED = { acceptedAt: null, revokedAt: null } as const;

export type InvitationRow = NonNullable<Awaited<ReturnType<OrgClient["invitation"]["findFirst"]>>>;

/** Finds an open invitation. @throws AppError NOT_FOUND */
export async function findInvitation(client: OrgClient, orgId: string, invitationId: string): Promise<InvitationRow> {
  const row = await client.invitation.findFirst({ where: { orgId, invitationId, ...UNUSED } });
  if (!row) throw invitationNotFound();
  return row;
}

/** Decodes the id of an invitation. @throws AppError NOT_FOUND for other text */
export function invitationIdOf(id: string | undefined): string {
  const uuid = decodeId("inv", id ?? "");
  if (!uuid) throw invitationNotFound();
  return uuid;
}

/** Reads the names of those people who are members. */
export async function inviterNames(client: OrgClient, orgId: string, rows: readonly InvitationRow[]): Promise<Map<string, string>> {
  const userIds = [...new Set(rows.map((row) => row.invitedBy))];
  const members = await client.member.findMany({
    where: { orgId, userId: { in: userIds } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(members.map((member) => [member.userId, member.user.name]));
}

/** Converts an invitation to its wire format. @param now ms since the epoch */
export function toInvitation(row: InvitationRow, names: ReadonlyMap<string, string>, caller: Caller, now: number): Invitation {
  const role = Role.parse(row.role);
  const changeable = mayAssign(caller, role);
  const inviter = names.get(row.invitedBy);
  return {
    id: encodeId("inv", row.invitationId),
    email: row.email,
    role,
    status: row.expiresAt.getTime() > now ? "open" : "expired",
    invited_by: inviter === undefined ? null : { id: encodeId("usr", row.invitedBy), name: inviter },
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    mail: row.mailedAt ? "sent" : row.mailDueAt ? "waiting" : row.mailAttempts > 0 ? "failed" : "off",
    you: youCan(caller, { resendInvitation: changeable, revokeInvitation: changeable }),
  };
}

function invitationNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such invitation, or it was accepted. GET /invitations lists open ones." });
}
