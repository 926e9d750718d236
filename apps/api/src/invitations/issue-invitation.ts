import { type AuditedContext, sealText } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { invitationExpiry, invitationTokenHash, mintInvitationToken } from "./invitation-token.ts";

/**
 * Creates a token and its stored fields. With an SMTP server the token is also stored, encrypted with the organisation's data key, until its
 * email was sent: sending happens after the commit and is retried.
 */
export async function issueInvitation(
  deps: Pick<Deps, "database" | "mail">,
  { origin, now }: AuditedContext,
  orgId: string,
  invitationId: string,
) {
  const token = mintInvitationToken();
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const mailed = deps.mail !== null;
  return {
    token,
    columns: {
      tokenHash: invitationTokenHash(token),
      expiresAt: invitationExpiry(now),
      mailToken: mailed ? sealText(mailTokenContext(dataKey, orgId, origin, invitationId), token) : null,
      mailDueAt: mailed ? new Date(now) : null,
      mailAttempts: 0,
      mailedAt: null,
    },
  };
}

export function mailTokenContext(dataKey: Buffer, orgId: string, origin: string, invitationId: string) {
  return { dataKey, orgId, origin, entryId: invitationId, field: "mail_token" };
}
