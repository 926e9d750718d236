import { createHash } from "node:crypto";
import { type OrgKeyScope, SCOPES_OF_ROLE } from "@agentlattice/contract";
import { type AgentRecord, type DelegationChain, grantOrgScope, type KeyRecord, type SessionRecord, sha256 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { isApiKey } from "./api-key.ts";
import { AppError } from "./app-error.ts";
import { organisationClosing } from "./organisation-closing.ts";
import type { AgentPrincipal, OrgKeyPrincipal, PersonPrincipal, Principal, Stopped } from "./principal.ts";
import { rowTampered } from "./row-tampered.ts";

const SESSION_TOKEN = /^als_[A-Za-z0-9_-]{43}$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface AuthenticateOptions {
  readonly touch?: boolean;
  readonly stopped?: readonly Stopped["reason"][];
  readonly confirmedByCommit?: boolean;
}

/**
 * Authenticates the request and returns its principal.
 * @param options `touch: false` when the request is automatic (polling), so that it does not extend the session's idle timeout; `stopped`:
 * the reasons for which a stopped agent is still returned, so that its attempts are recorded as denied; `confirmedByCommit: true` when the
 * request only acts by a ledger commit, which checks the session's row
 * @throws AppError UNAUTHENTICATED, the same for every reason
 */
export async function authenticate(
  deps: Pick<Deps, "configs" | "database" | "env" | "keys" | "log" | "now" | "sessions">,
  authorization: string | undefined,
  options: AuthenticateOptions = {},
): Promise<Principal> {
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(authorization ?? "")?.[1];
  if (!token) throw refused("Send a key or a session token as Authorization: Bearer.");
  if (token.startsWith("als_")) return findPerson(deps, token, options);
  if (!isApiKey(token)) throw refused("This is not a key of AgentLattice. Check that it was copied whole.");
  const holder = await findKeyHolder(deps, sha256(Buffer.from(token)));
  const stopped = holder.kind === "agent" ? holder.stopped : null;
  if (stopped && !options.stopped?.includes(stopped.reason))
    throw stopped.reason === "DELEGATION_INVALID" ? refused(stopped.detail) : unusable();
  return holder;
}

/** Reads a key. @throws AppError UNAUTHENTICATED, APPROVAL_TAMPERED when it was changed outside the product */
async function findIntact(deps: Pick<Deps, "keys">, keyHash: Uint8Array): Promise<KeyRecord> {
  const record = await deps.keys.find(keyHash);
  if (!record) throw unusable();
  if (!record.intact) throw rowTampered("key");
  return record;
}

/** Reads the agent whose key has this SHA-256, even if it may not act. @throws AppError UNAUTHENTICATED */
export async function findAgentOfKey(deps: Pick<Deps, "configs" | "keys" | "now">, keyHash: Uint8Array): Promise<AgentPrincipal> {
  const record = await findIntact(deps, keyHash);
  if (!record.agent) throw unusable();
  return record.delegation
    ? toDelegated(deps, keyHash, record, record.agent, record.delegation)
    : toAgent(deps, keyHash, record, record.agent);
}

/** Returns the SHA-256 under which a session token is stored. */
export function sessionTokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Finds the holder of a key. The key of an ended delegation is accepted for one more day. @throws AppError UNAUTHENTICATED for an unknown, expired or revoked key */
async function findKeyHolder(deps: Pick<Deps, "configs" | "keys" | "now">, keyHash: Uint8Array): Promise<AgentPrincipal | OrgKeyPrincipal> {
  const record = await findIntact(deps, keyHash);
  if (record.purge_at !== null) throw organisationClosing();
  const ended = record.delegation ? record.delegation.expires_at + DAY_MS < deps.now() : record.revoked || hasExpired(deps, record);
  if (ended) throw unusable();
  const holder = record.agent ? await findAgentOfKey(deps, keyHash) : toOrgKey(deps, keyHash, record);
  if (holder.kind === "org_key" || !holder.stopped) deps.configs.recordKeyUse(record.org_id, record.key_id);
  return holder;
}

function toDelegated(
  deps: Pick<Deps, "configs" | "keys" | "now">,
  keyHash: Uint8Array,
  record: KeyRecord,
  agent: AgentRecord,
  chain: DelegationChain,
): AgentPrincipal {
  const detail = endOf(deps, record, agent, chain);
  return {
    ...toAgent(deps, keyHash, record, agent),
    delegation: chain,
    stopped: detail === null ? null : { reason: "DELEGATION_INVALID", detail },
  };
}

const NEXT = "Ask the agent or person that delegated for a new one.";

function endOf(deps: Pick<Deps, "now">, record: KeyRecord, agent: AgentRecord, { ended, ancestors }: DelegationChain): string | null {
  if (hasExpired(deps, record)) return `This delegation has expired. ${NEXT}`;
  if (ended || record.revoked) return `This delegation was revoked or has expired. ${NEXT}`;
  if (agent.status === "disabled") return "This agent is disabled. Ask an admin to enable it.";
  return ancestors.every((ancestor) => ancestor.status === "active")
    ? null
    : "An agent on whose behalf this one acts is disabled. Ask an admin to enable it.";
}

function stopOf({ revoked }: KeyRecord, { status }: AgentRecord): Stopped | null {
  if (status === "disabled") return { reason: "AGENT_DISABLED", detail: "This agent is disabled. Ask an admin to enable it." };
  return revoked ? { reason: "KEY_REVOKED", detail: "The key was revoked. Submit the action with another key of the agent." } : null;
}

function hasExpired(deps: Pick<Deps, "now">, { expires_at }: KeyRecord): boolean {
  return expires_at !== null && expires_at <= deps.now();
}

function toAgent(deps: Pick<Deps, "configs" | "keys" | "now">, keyHash: Uint8Array, record: KeyRecord, agent: AgentRecord): AgentPrincipal {
  return {
    kind: "agent",
    scope: grantOrgScope(record.org_id, `key/${record.key_id}`),
    configVersion: record.config_version,
    agentId: agent.id,
    keyId: record.key_id,
    environment: record.environment,
    name: agent.name,
    capabilities: agent.capabilities,
    labels: agent.labels,
    ownerId: agent.owner_user_id,
    keyCreatedBy: record.made_by,
    delegation: null,
    stopped: stopOf(record, agent),
    refresh: () => findKeyHolder(deps, keyHash) as Promise<AgentPrincipal>,
  };
}

/**
 * Returns the holder of an organisation key. INVARIANT: it has no scope that the current role of its creator does not cover; the configuration
 * version changes with every role, so no cached record has an earlier one.
 * @throws AppError KEY_CREATOR_REMOVED
 */
function toOrgKey(deps: Pick<Deps, "configs" | "keys" | "now">, keyHash: Uint8Array, record: KeyRecord): OrgKeyPrincipal {
  if (record.maker_role === null) throw creatorRemoved();
  const covered: readonly string[] = SCOPES_OF_ROLE[record.maker_role];
  return {
    kind: "org_key",
    scope: grantOrgScope(record.org_id, `key/${record.key_id}`),
    configVersion: record.config_version,
    keyId: record.key_id,
    environment: record.environment,
    scopes: record.scopes.filter((scope) => covered.includes(scope)) as OrgKeyScope[],
    withheld: { role: record.maker_role, scopes: record.scopes.filter((scope) => !covered.includes(scope)) },
    keyCreatedBy: record.made_by,
    refresh: () => findKeyHolder(deps, keyHash) as Promise<OrgKeyPrincipal>,
  };
}

/** Checks a session's row on every request, here or in the ledger commit, so that sign-out and removal take effect immediately. */
async function findPerson(
  deps: Pick<Deps, "configs" | "database" | "env" | "log" | "now" | "sessions">,
  token: string,
  options: AuthenticateOptions = {},
): Promise<PersonPrincipal> {
  const hash = SESSION_TOKEN.test(token) ? sessionTokenHash(token) : null;
  const now = deps.now();
  const idle = deps.env.AL_SESSION_IDLE_MINUTES * MINUTE_MS;
  const hasEnded = (session: SessionRecord) => session.ended || session.expires_at <= now || session.last_seen_at + idle <= now;
  const isUnseen = (session: SessionRecord) => session.last_seen_at + MINUTE_MS < now;
  const recent = hash && options.confirmedByCommit ? deps.sessions.recent(hash) : null;
  const unconfirmed =
    recent !== null && recent.config_version >= deps.configs.versionOf(recent.org_id) && !hasEnded(recent) && !isUnseen(recent);
  const session = unconfirmed ? recent : hash && (await deps.sessions.find(hash));
  if (!session || hasEnded(session)) throw refused("This session has ended. Sign in again.");
  if (!session.intact) throw rowTampered("member");
  if (options.touch !== false && isUnseen(session)) touchSession(deps, session);
  return {
    kind: "person",
    scope: grantOrgScope(session.org_id, `person/${session.user_id}`),
    configVersion: session.config_version,
    userId: session.user_id,
    role: session.role,
    email: session.email,
    name: session.name,
    sessionId: session.session_id,
    unconfirmed,
    expiresAt: Math.min(session.expires_at, now + idle),
    purgeAt: session.purge_at,
    refresh: () => findPerson(deps, token),
  };
}

function touchSession(deps: Pick<Deps, "database" | "log" | "now">, session: SessionRecord): void {
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

function creatorRemoved(): AppError {
  return new AppError("KEY_CREATOR_REMOVED", {
    detail:
      "The person who created this key is no longer a member, so the key has no scopes. Use a key that a current owner or admin created.",
  });
}

function unusable(): AppError {
  return refused("This key is unknown, expired or revoked.");
}

function refused(detail: string): AppError {
  return new AppError("UNAUTHENTICATED", { detail });
}
