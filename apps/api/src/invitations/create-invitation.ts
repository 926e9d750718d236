import type { CreatedInvitation, InvitationInput } from "@agentlattice/contract";
import { foldText } from "@agentlattice/core/fold";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext, AuditedWork } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { currentRole, requireOwnerForOwnerChange } from "../members/role-checks.ts";
import { toInvitation, UNUSED } from "./find-invitation.ts";
import { invitationEntry } from "./invitation-entry.ts";
import { invitationLink } from "./invitation-token.ts";
import { issueInvitation } from "./issue-invitation.ts";

export interface CreateInvitationInput {
  readonly principal: PersonPrincipal;
  readonly input: z.output<typeof InvitationInput>;
  readonly deps: Pick<Deps, "database" | "env" | "mail" | "newId">;
  readonly once: Once;
}

/**
 * Invites a person to this organisation, in the same way with or without an existing account.
 * @throws AppError ALREADY_MEMBER, ALREADY_INVITED, FORBIDDEN
 */
export function createInvitation({ principal, input, deps, once }: CreateInvitationInput): Promise<CreatedInvitation> {
  const { orgId } = principal.scope;
  const { email, role } = input;
  return once(async (context): Promise<AuditedWork<CreatedInvitation>> => {
    const { client, now } = context;
    requireOwnerForOwnerChange(await currentRole(client, principal), role);
    const withdrawn = await replaceExpiredInvitation(deps, context, principal, email);
    const invitationId = deps.newId();
    const { token, columns } = await issueInvitation(deps, context, orgId, invitationId);
    const row = await client.invitation.create({
      data: {
        orgId,
        invitationId,
        email,
        emailKey: foldText(email),
        role,
        invitedBy: principal.userId,
        createdAt: new Date(now),
        ...columns,
      },
    });
    const { userId } = principal;
    const entry = await invitationEntry(deps, context, {
      orgId,
      invitationId,
      userId,
      change: "created",
      role,
      email,
      expiresAt: row.expiresAt,
    });
    const shown = toInvitation(row, new Map([[userId, principal.name]]), principal, now);
    return {
      result: { ...shown, token, link: invitationLink(deps.env.AL_CONSOLE_URL, token) },
      entries: [...withdrawn, entry],
      changesAnswers: false,
    };
  });
}

/** Ensures one open invitation per email; an expired one is replaced. @throws AppError ALREADY_MEMBER, ALREADY_INVITED */
async function replaceExpiredInvitation(
  deps: Pick<Deps, "database" | "newId">,
  context: AuditedContext,
  principal: PersonPrincipal,
  email: string,
): Promise<SettledEntry[]> {
  const { client, now } = context;
  const { orgId } = principal.scope;
  const emailKey = foldText(email);
  const member = await client.member.findFirst({ where: { orgId, user: { emailKey } }, select: { userId: true } });
  if (member)
    throw new AppError("ALREADY_MEMBER", { detail: "This person is already a member of the organisation. Change their role instead." });
  const open = await client.invitation.findMany({ where: { orgId, emailKey, ...UNUSED } });
  if (open.some((row) => row.expiresAt.getTime() > now))
    throw new AppError("ALREADY_INVITED", { detail: "There is an open invitation for this email. Resend it, or revoke it first." });
  const endedIds = open.map((row) => row.invitationId);
  const data = { revokedAt: new Date(now), mailDueAt: null, mailToken: null };
  await client.invitation.updateMany({ where: { orgId, invitationId: { in: endedIds } }, data });
  return Promise.all(
    open.map((row) =>
      invitationEntry(deps, context, {
        orgId,
        invitationId: row.invitationId,
        userId: principal.userId,
        change: "revoked",
        role: row.role as CreatedInvitation["role"],
        email,
        expiresAt: row.expiresAt,
      }),
    ),
  );
}
