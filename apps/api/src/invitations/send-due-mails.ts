import { encodeId } from "@agentlattice/core";
import { grantOrgScope, openText } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Mail } from "../mail/mail.ts";
import { type InvitationRow, inviterNames, UNUSED } from "./find-invitation.ts";
import { writeInvitationMail } from "./invitation-mail.ts";
import { invitationLink } from "./invitation-token.ts";
import { mailTokenContext } from "./issue-invitation.ts";

const BATCH = 16;
const FIRST_RETRY_MS = 30_000;
/** Maximum attempts. With doubling delays the last is about two hours after the first. */
const ATTEMPTS = 8;

/** Sends due emails and retries failed ones later. The invitation stays valid meanwhile. */
export async function sendDueMails(deps: Pick<Deps, "database" | "env" | "log" | "mail" | "now">): Promise<void> {
  const { mail } = deps;
  if (!mail) return;
  const due = await deps.database.lookups.dueInvitationMails(BATCH);
  await Promise.all(
    due.map(({ org_id, invitation_id }) =>
      sendOne(deps, mail, org_id, invitation_id).catch((err) =>
        deps.log.warn({ err, invitation: encodeId("inv", invitation_id) }, "an invitation was not emailed and is tried again"),
      ),
    ),
  );
}

async function sendOne(deps: Pick<Deps, "database" | "env" | "now">, mail: Mail, orgId: string, invitationId: string): Promise<void> {
  const scope = grantOrgScope(orgId);
  const claimed = await deps.database.inOrg(scope, async (client) => {
    const now = new Date(deps.now());
    // Another process may have sent the email meanwhile.
    const where = { orgId, invitationId, ...UNUSED, expiresAt: { gt: now }, mailDueAt: { lte: now } };
    const row = await client.invitation.findFirst({ where });
    if (!row) return null;
    // The attempt counter acts as a lock: the process that increments it sends the email.
    const retryAt = new Date(deps.now() + FIRST_RETRY_MS * 2 ** row.mailAttempts);
    const { count } = await client.invitation.updateMany({
      where: { orgId, invitationId, tokenHash: row.tokenHash, mailAttempts: row.mailAttempts },
      data: { mailDueAt: retryAt, mailAttempts: { increment: 1 } },
    });
    const organisation = await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { name: true } });
    const inviter = (await inviterNames(client, orgId, [row])).get(row.invitedBy);
    return count === 1 ? { row, orgName: organisation.name, inviter } : null;
  });
  if (!claimed) return;
  const { row, orgName, inviter } = claimed;
  try {
    const token = openText(
      mailTokenContext((await deps.database.keysOf(orgId)).data, orgId, "", invitationId),
      row.mailToken as Uint8Array,
    );
    const link = invitationLink(deps.env.AL_CONSOLE_URL, token);
    await mail.send(writeInvitationMail({ to: row.email, orgName, inviter, role: row.role, link, expiresAt: row.expiresAt }));
  } catch (error) {
    if (row.mailAttempts + 1 >= ATTEMPTS) await finish(deps, row, {});
    throw error;
  }
  await finish(deps, row, { mailedAt: new Date(deps.now()) });
}

/** Deletes the stored token. A link that was issued meanwhile has its own email. */
async function finish(
  deps: Pick<Deps, "database">,
  { orgId, invitationId, tokenHash }: InvitationRow,
  more: { mailedAt?: Date },
): Promise<void> {
  await deps.database.inOrg(grantOrgScope(orgId), (client) =>
    client.invitation.updateMany({ where: { orgId, invitationId, tokenHash }, data: { mailDueAt: null, mailToken: null, ...more } }),
  );
}
