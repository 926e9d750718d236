import { randomBytes } from "node:crypto";
import type { SignInInput, SignInResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { grantOrgScope, type MembershipRecord, type SignInRecord } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { sessionTokenHash } from "../http/authenticate.ts";
import { checkPassword } from "./hash-password.ts";
import { sessionEntry } from "./session-entry.ts";
import type { SignInLimit } from "./sign-in-limit.ts";
import { toMembership } from "./to-session-view.ts";

const SESSION_HOURS = 12;
const TOKEN_BYTES = 32;

export interface SignInRequest {
  readonly input: z.output<typeof SignInInput>;
  /** Whose attempts are counted. */
  readonly address: string;
  readonly limit: SignInLimit;
  readonly deps: Deps;
}

/**
 * Exchanges e-mail and password for a session token. Whatever is wrong, the answer and the work are the same.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function signIn({ input, address, limit, deps }: SignInRequest): Promise<SignInResult> {
  const email = input.email.toLowerCase();
  await limit.take(email, address);
  const user = await deps.database.lookups.signIn(email);
  const right = await checkPassword(input.password, user?.password_hash ?? null);
  const membership = user?.memberships.find(
    (candidate) => input.org_id === undefined || encodeId("org", candidate.org_id) === input.org_id,
  );
  if (!right || !user || !membership)
    throw new AppError("INVALID_CREDENTIALS", { detail: "The e-mail, the password or the organisation is wrong." });
  await limit.giveBack(email, address);
  return startSession(deps, user, membership);
}

/** INVARIANT: the token is random, is returned once, and only its SHA-256 is stored. */
async function startSession(deps: Deps, user: SignInRecord, membership: MembershipRecord): Promise<SignInResult> {
  const orgId = membership.org_id;
  const token = `als_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  const sessionId = deps.newId();
  const { result: expiresAt } = await deps.database.audited(grantOrgScope(orgId), async ({ client, now }) => {
    const expiresAt = new Date(now + SESSION_HOURS * 3_600_000);
    const at = new Date(now);
    await client.session.create({
      data: {
        orgId,
        sessionId,
        userId: user.user_id,
        tokenHash: Buffer.from(sessionTokenHash(token)),
        createdAt: at,
        expiresAt,
        lastSeenAt: at,
      },
      select: { sessionId: true },
    });
    return { result: expiresAt, entries: [sessionEntry(deps.newId(), "session.started", sessionId, user.user_id)], changesAnswers: false };
  });
  return {
    token,
    expires_at: expiresAt.toISOString(),
    user: { id: encodeId("usr", user.user_id), email: user.email, name: user.name },
    org_id: encodeId("org", orgId),
    role: membership.role,
    memberships: user.memberships.map(toMembership),
    server_time: new Date(deps.now()).toISOString(),
  };
}
