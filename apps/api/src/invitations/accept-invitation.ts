import type { AcceptInvitationInput, SignInResult } from "@agentlattice/contract";
import { foldText } from "@agentlattice/core/fold";
import { grantOrgScope, type InvitationRecord, type SignInRecord, storePerson } from "@agentlattice/db";
import type { z } from "zod";
import { takeGuess, uncountGuess } from "../auth/attempt-limit.ts";
import type { Client } from "../auth/describe-client.ts";
import { checkPassword, hashPassword } from "../auth/hash-password.ts";
import { refuseWeakPassword } from "../auth/password-policy.ts";
import { startSession, wrongCredentials } from "../auth/start-session.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authenticate } from "../http/authenticate.ts";
import { memberEntry } from "../members/member-entry.ts";
import { UNUSED } from "./find-invitation.ts";
import { invitationEntry } from "./invitation-entry.ts";
import { invitationInvalid, invitationTokenHash, refuseEnded } from "./invitation-token.ts";

export interface AcceptInvitationRequest {
  readonly input: z.output<typeof AcceptInvitationInput>;
  /** The session of a person who is already signed in. */
  readonly authorization: string | undefined;
  readonly client: Client;
  readonly deps: Pick<Deps, "configs" | "database" | "env" | "keys" | "log" | "newId" | "now" | "sessions">;
}

/** The accepting person. `stored` is the password hash of a new person. */
interface Guest {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly stored: string | null;
  /** The stored hash that was verified or set; null when a session was used. */
  readonly provedHash: string | null;
}

/**
 * Adds the invited person as a member, once. New people set a password; others confirm theirs or send their session.
 * INVARIANT: until the password was checked, known and new emails have the same rules, the same response time and the same responses.
 * @throws AppError INVITATION_INVALID, INVITATION_NOT_YOURS, INVALID_CREDENTIALS, PASSWORD_WEAK, ALREADY_MEMBER, TOO_MANY_ATTEMPTS
 */
export async function acceptInvitation({ input, authorization, client, deps }: AcceptInvitationRequest): Promise<SignInResult> {
  const tokenHash = invitationTokenHash(input.token);
  const invitation = await deps.database.lookups.invitation(tokenHash);
  refuseEnded(invitation);
  const guest = authorization
    ? await signedIn(deps, authorization, invitation)
    : await withPassword(deps, input, invitation, client.address);
  await join(deps, invitation, tokenHash, guest);
  const memberships = await deps.database.lookups.memberships(guest.userId);
  const user = { user_id: guest.userId, email: guest.email, name: guest.name };
  return startSession({ user, memberships, orgId: invitation.org_id, client, provedHash: guest.provedHash, deps });
}

async function signedIn(
  deps: Pick<Deps, "configs" | "database" | "env" | "keys" | "log" | "now" | "sessions">,
  authorization: string,
  { email }: InvitationRecord,
): Promise<Guest> {
  const principal = await authenticate(deps, authorization);
  if (principal.kind !== "person" || foldText(principal.email) !== foldText(email))
    throw new AppError("INVITATION_NOT_YOURS", { detail: "This invitation is for another email. Sign out, then open the link again." });
  return { userId: principal.userId, email, name: principal.name, stored: null, provedHash: null };
}

async function withPassword(
  deps: Pick<Deps, "database" | "newId">,
  { name, password }: AcceptInvitationRequest["input"],
  { email }: InvitationRecord,
  address: string,
): Promise<Guest> {
  if (password === undefined)
    throw new AppError("INVALID_REQUEST", {
      detail: "password: send a password, or the session token of the invited person.",
      errors: [{ path: "password", message: "is needed without a session" }],
    });
  refuseWeakPassword(password, [email]);
  await takeGuess(deps, email, address);
  const known = await deps.database.lookups.signIn(email);
  const guest = known ? await prove(known, password) : await introduce(deps, email, name, password);
  await uncountGuess(deps, email, address);
  return guest;
}

async function prove(known: SignInRecord, password: string): Promise<Guest> {
  if (!(await checkPassword(password, known.password_hash))) throw wrongCredentials();
  return { userId: known.user_id, email: known.email, name: known.name, stored: null, provedHash: known.password_hash };
}

async function introduce(deps: Pick<Deps, "newId">, email: string, name: string | undefined, password: string): Promise<Guest> {
  const stored = await hashPassword(password);
  return { userId: deps.newId(), email, name: name ?? (email.split("@")[0] as string), stored, provedHash: stored };
}

/** INVARIANT: the invitation is checked again and consumed under the lock of the head, so that only one of concurrent attempts succeeds. */
async function join(
  deps: Pick<Deps, "database" | "newId">,
  invitation: InvitationRecord,
  tokenHash: Buffer<ArrayBuffer>,
  guest: Guest,
): Promise<void> {
  const { org_id: orgId, invitation_id: invitationId, email, role } = invitation;
  const { userId, name, stored } = guest;
  await deps.database.audited(grantOrgScope(orgId), async (context) => {
    const { client, now, seals } = context;
    const row = await client.invitation.findFirst({ where: { orgId, invitationId, tokenHash, ...UNUSED } });
    if (!row) throw invitationInvalid("used");
    if (row.expiresAt.getTime() <= now) throw invitationInvalid("expired");
    if (await client.member.findUnique({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } }))
      throw new AppError("ALREADY_MEMBER", { detail: "You are already a member of this organisation. Sign in." });
    if (stored) await storePerson(client, { userId, email, name, passwordHash: stored });
    const member = { userId, role, roleSince: new Date(now) };
    await client.member.create({
      data: { orgId, ...member, createdAt: new Date(now), seal: seals.member(member) },
      select: { userId: true },
    });
    const data = { acceptedAt: new Date(now), acceptedBy: userId, mailDueAt: null, mailToken: null };
    await client.invitation.update({ where: { orgId_invitationId: { orgId, invitationId } }, data, select: { orgId: true } });
    const { expiresAt } = row;
    const accepted = await invitationEntry(deps, context, { orgId, invitationId, userId, change: "accepted", role, email, expiresAt });
    const added = memberEntry({ id: deps.newId(), principal: { userId }, userId, change: "added", role });
    return { result: null, entries: [accepted, added], changesAnswers: true };
  });
}
