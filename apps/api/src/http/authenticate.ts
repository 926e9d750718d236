import { createHash } from "node:crypto";
import type { OrgKeyScope } from "@agentlattice/contract";
import { grantOrgScope, type KeyRecord, type SessionRecord } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { isApiKey } from "./api-key.ts";
import { AppError } from "./app-error.ts";
import type { AgentPrincipal, OrgKeyPrincipal, PersonPrincipal, Principal } from "./principal.ts";

const SESSION_TOKEN = /^als_[A-Za-z0-9_-]{43}$/;
const MINUTE_MS = 60_000;

/**
 * Who sends this request.
 * @param options `touch: false` for a look that nobody's doing caused: it does not keep a session from ending
 * @throws AppError UNAUTHENTICATED, the same for every reason
 */
export async function authenticate(deps: Deps, authorization: string | undefined, options: { touch?: boolean } = {}): Promise<Principal> {
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(authorization ?? "")?.[1];
  if (!token) throw refused("Send a key or a session token as Authorization: Bearer.");
  if (token.startsWith("als_")) return findPerson(deps, token, options);
  if (!isApiKey(token)) throw refused("This is not a key of AgentLattice. Check that it was copied whole.");
  return findKeyHolder(deps, token);
}

/** The SHA-256 under which a session token is kept. */
export function sessionTokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

async function findKeyHolder(deps: Deps, key: string): Promise<AgentPrincipal | OrgKeyPrincipal> {
  const record = await deps.keys.find(key);
  const usable =
    record && !record.revoked && (record.expires_at === null || record.expires_at > deps.now()) && record.agent?.status !== "disabled";
  if (!usable) throw refused("This key is unknown, expired or revoked.");
  deps.configs.noteKeyUse(record.org_id, record.key_id);
  return record.agent ? toAgent(deps, key, record, record.agent) : toOrgKey(record);
}

function toAgent(deps: Deps, key: string, record: KeyRecord, agent: NonNullable<KeyRecord["agent"]>): AgentPrincipal {
  return {
    kind: "agent",
    scope: grantOrgScope(record.org_id),
    agentId: agent.id,
    keyId: record.key_id,
    environment: record.environment,
    name: agent.name,
    capabilities: agent.capabilities,
    labels: agent.labels,
    ownerId: agent.owner_user_id,
    again: () => findKeyHolder(deps, key) as Promise<AgentPrincipal>,
  };
}

function toOrgKey(record: KeyRecord): OrgKeyPrincipal {
  return {
    kind: "org_key",
    scope: grantOrgScope(record.org_id),
    keyId: record.key_id,
    environment: record.environment,
    scopes: record.scopes as readonly OrgKeyScope[],
  };
}

/** A session is checked against its row on every request: sign-out and removal end it at once. */
async function findPerson(deps: Deps, token: string, { touch = true }: { touch?: boolean } = {}): Promise<PersonPrincipal> {
  const session = SESSION_TOKEN.test(token) ? await deps.database.lookups.session(sessionTokenHash(token)) : null;
  const now = deps.now();
  const idle = deps.env.AL_SESSION_IDLE_MINUTES * MINUTE_MS;
  if (!session || session.ended || session.expires_at <= now || session.last_seen_at + idle <= now)
    throw refused("This session has ended. Sign in again.");
  if (touch && session.last_seen_at + MINUTE_MS < now) touchSession(deps, session);
  return {
    kind: "person",
    scope: grantOrgScope(session.org_id),
    userId: session.user_id,
    role: session.role,
    email: session.email,
    name: session.name,
    sessionId: session.session_id,
    expiresAt: Math.min(session.expires_at, now + idle),
    again: () => findPerson(deps, token),
  };
}

function touchSession(deps: Deps, session: SessionRecord): void {
  const { org_id: orgId, session_id: sessionId } = session;
  deps.database
    .inOrg(grantOrgScope(orgId), (client) =>
      client.session.update({
        where: { orgId_sessionId: { orgId, sessionId } },
        data: { lastSeenAt: new Date(deps.now()) },
        select: { orgId: true },
      }),
    )
    .catch((err) => deps.log.warn({ err }, "last_seen_at was not stored"));
}

function refused(detail: string): AppError {
  return new AppError("UNAUTHENTICATED", { detail });
}
