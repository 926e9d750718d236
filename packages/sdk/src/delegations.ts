import type { Config } from "./config.ts";
import { toDelegationError } from "./delegation-errors.ts";
import { AgentLatticeError } from "./errors.ts";
import { mintEventId } from "./event-id.ts";
import { Fields } from "./fields.ts";
import { idSegment } from "./ids.ts";
import type { Open } from "./json.ts";
import { send } from "./send.ts";

/** An agent by name; a delegated one's is its path, such as `release-bot/reviewer`. */
export interface NamedAgent {
  id: string;
  name: string;
}

/** What one agent delegated to another. Times are RFC 3339. */
export interface Delegation {
  id: string;
  name: string;
  status: Open<"active" | "revoked" | "expired">;
  /** Not revoked and not expired, and nothing above it is. */
  active: boolean;
  parent: NamedAgent;
  child: NamedAgent;
  /** `null` when the parent is no delegated agent itself. */
  parentDelegationId: string | null;
  /** From the root agent to the child. */
  chain: NamedAgent[];
  /** 1 below a root agent, 8 at most. */
  depth: number;
  capabilities: string[];
  environment: Open<"prod" | "staging" | "dev">;
  keyId: string;
  /** Id of the agent, the person or the key that made it. */
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
}

/** Options of `delegations`. */
export interface DelegationListOptions {
  /** What this agent delegated (`parent`), or what it acts under (`child`). Default: both, and everything below. */
  role?: "parent" | "child";
  /** Leave out what has ended. Default true. */
  activeOnly?: boolean;
  /** Where the last page ended. */
  cursor?: string;
  /** 1 to 200, default 50. */
  limit?: number;
  signal?: AbortSignal;
}

/** One page of delegations, newest first. */
export interface DelegationPage {
  delegations: Delegation[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** What a revocation ended. */
export interface RevokedDelegation {
  /** `false` only when it had expired before. */
  revoked: boolean;
  /** Descendants that ended with it. */
  cascaded: number;
}

/** What is asked for when delegating. */
export interface DelegationRequest {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** seconds */
  readonly ttl: number;
}

/**
 * `POST /delegations`. The idempotency key is minted once, so that its own retries make one child.
 * @throws AgentLatticeDelegationError, AgentLatticeError
 */
export async function createDelegation(config: Config, request: DelegationRequest): Promise<{ delegation: Delegation; apiKey: string }> {
  const { name, capabilities, ttl } = request;
  const call = { method: "POST", path: "/delegations", body: { name, capabilities, ttl } } as const;
  const answer = await send(config, { ...call, headers: { "idempotency-key": mintEventId() } }).catch((error: unknown) => {
    throw toDelegationError(error);
  });
  const fields = new Fields(answer.body, "delegation");
  return { delegation: readDelegation(fields), apiKey: fields.text("api_key") };
}

/** `GET /delegations`. */
export async function listDelegations(config: Config, options: DelegationListOptions): Promise<DelegationPage> {
  const { role, activeOnly = true, cursor, limit, signal } = options;
  const query = new URLSearchParams({ active_only: String(activeOnly) });
  if (role !== undefined) query.set("role", role);
  if (cursor !== undefined) query.set("cursor", cursor);
  if (limit !== undefined) query.set("limit", String(limit));
  const page = new Fields((await send(config, { method: "GET", path: `/delegations?${query}`, signal })).body, "delegations");
  return { delegations: page.list("data", readDelegation), hasMore: page.flag("has_more"), nextCursor: page.textOrNull("next_cursor") };
}

/** `DELETE /delegations/{id}`. Revoking again answers the same. */
export async function revokeDelegation(config: Config, delegationId: string): Promise<RevokedDelegation> {
  const answer = await send(config, { method: "DELETE", path: `/delegations/${idSegment("del", delegationId)}` });
  const fields = new Fields(answer.body, "revocation");
  return { revoked: fields.flag("revoked"), cascaded: fields.number("cascaded") };
}

function readDelegation(fields: Fields): Delegation {
  return {
    id: fields.text("id"),
    name: fields.text("name"),
    status: fields.text("status"),
    active: fields.flag("active"),
    parent: fields.object("parent", readAgent),
    child: fields.object("child", readAgent),
    parentDelegationId: fields.textOrNull("parent_delegation_id"),
    chain: fields.list("chain", readAgent),
    depth: fields.number("depth"),
    capabilities: fields.texts("capabilities"),
    environment: fields.text("environment"),
    keyId: fields.text("key_id"),
    createdBy: fields.text("created_by"),
    createdAt: fields.text("created_at"),
    expiresAt: fields.text("expires_at"),
    endedAt: fields.textOrNull("ended_at"),
  };
}

function readAgent(fields: Fields): NamedAgent {
  return { id: fields.text("id"), name: fields.text("name") };
}

/** Options that JSON would quietly drop or bend. @throws AgentLatticeError INVALID_OPTION */
export function assertDelegable({ name, capabilities, ttl }: DelegationRequest): void {
  const say = (message: string) => new AgentLatticeError("INVALID_OPTION", message);
  if (typeof name !== "string" || name === "") throw say("A delegation needs a name.");
  if (!Array.isArray(capabilities) || capabilities.length === 0) throw say('capabilities must be a list such as ["pr.*"].');
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > 86_400) throw say("ttl must be a whole number of seconds, 1 to 86,400.");
}
