import { randomBytes } from "node:crypto";
import type { SignInResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AuditedContext, grantOrgScope, type MembershipRecord } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { sessionTokenHash } from "../http/authenticate.ts";
import { organisationClosing } from "../http/organisation-closing.ts";
import { describeRights } from "../http/you.ts";
import type { Client } from "./describe-client.ts";
import { sessionEntry } from "./session-entry.ts";
import { toMembership } from "./to-session-view.ts";

const SESSION_HOURS = 12;
const TOKEN_BYTES = 32;
/** Lets people sign in and out while the ledger cannot be signed, so that they can examine the problem. */
export const EVEN_UNSIGNED = { evenUnsigned: true } as const;

export interface NewSession {
  readonly user: { readonly user_id: string; readonly email: string; readonly name: string };
  readonly memberships: readonly MembershipRecord[];
  /** UUID of the organisation to open. */
  readonly orgId: string;
  readonly client: Client;
  /** The stored hash that was verified; null when an existing session was used. */
  readonly provedHash: string | null;
  /** Latest end in ms since the epoch. A session that was derived from another does not outlive it. */
  readonly notAfter?: number;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/**
 * Starts a session.
 * INVARIANT: the token is random and returned once, and only its SHA-256 is stored. Membership and password are checked again under the
 * lock, so that a concurrent removal or password change prevents the session.
 * @throws AppError INVALID_CREDENTIALS, ORGANISATION_CLOSING
 */
export async function startSession(session: NewSession): Promise<SignInResult> {
  const { user, memberships, orgId, client, notAfter = Number.POSITIVE_INFINITY, deps } = session;
  const token = `als_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  const sessionId = deps.newId();
  const { result } = await deps.database.audited(
    grantOrgScope(orgId),
    async (context) => {
      const { role, purgeAt } = await refreshMember(context, session);
      const at = new Date(context.now);
      const expiresAt = new Date(Math.min(context.now + SESSION_HOURS * 3_600_000, notAfter));
      await context.client.session.create({
        data: {
          orgId,
          sessionId,
          userId: user.user_id,
          tokenHash: Buffer.from(sessionTokenHash(token)),
          createdAt: at,
          expiresAt,
          lastSeenAt: at,
          address: client.network,
          userAgent: client.userAgent,
        },
        select: { sessionId: true },
      });
      const entry = sessionEntry(deps.newId(), "session.started", sessionId, user.user_id);
      return { result: { expiresAt, role, purgeAt }, entries: [entry], changesAnswers: false };
    },
    EVEN_UNSIGNED,
  );
  return {
    token,
    expires_at: result.expiresAt.toISOString(),
    user: { id: encodeId("usr", user.user_id), email: user.email, name: user.name },
    org_id: encodeId("org", orgId),
    role: result.role,
    memberships: memberships.map(toMembership),
    purge_at: result.purgeAt?.toISOString() ?? null,
    server_time: new Date(deps.now()).toISOString(),
    you: describeRights({ kind: "person", role: result.role }),
  };
}

interface Proved {
  readonly role: MembershipRecord["role"];
  readonly purgeAt: Date | null;
}

async function refreshMember({ client }: AuditedContext, { user, orgId, provedHash }: NewSession): Promise<Proved> {
  const member = await client.member.findUnique({
    where: { orgId_userId: { orgId, userId: user.user_id } },
    select: { role: true, user: { select: { passwordHash: true } } },
  });
  const organisation = await client.organisation.findUnique({ where: { orgId }, select: { removedAt: true, purgeAt: true } });
  const proved = provedHash === null || provedHash === member?.user.passwordHash;
  if (!member || !proved || organisation?.removedAt !== null) throw wrongCredentials();
  if (organisation.purgeAt !== null && member.role !== "owner") throw organisationClosing();
  return { role: member.role as Proved["role"], purgeAt: organisation.purgeAt };
}

/** Returns the same error for every reason. */
export function wrongCredentials(): AppError {
  return new AppError("INVALID_CREDENTIALS", {
    detail: "The email, the password or the organisation is wrong. Check them and try again.",
  });
}
