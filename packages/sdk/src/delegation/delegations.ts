import { AgentLatticeError } from "../errors.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { mintEventId } from "../transport/event-id.ts";
import { idSegment } from "../transport/ids.ts";
import type { Open } from "../transport/json.ts";
import { send } from "../transport/send.ts";
import { createdDelegation, delegationPage, revokedDelegation } from "../transport/shapes.ts";
import { toDelegationError } from "./delegation-errors.ts";

/** An agent with its name. The name of a delegated agent is its path, such as `release-bot/reviewer`. */
export interface NamedAgent {
  id: string;
  name: string;
}

/** A delegation from one agent to another. Times are RFC 3339. */
export interface Delegation {
  id: string;
  name: string;
  status: Open<"active" | "revoked" | "expired">;
  /** True when neither this delegation nor one above it is revoked or expired. */
  active: boolean;
  parent: NamedAgent;
  child: NamedAgent;
  /** The delegation that the parent acts under, or null for a root agent. */
  parentDelegationId: string | null;
  /** The agents from the root to the child. */
  chain: NamedAgent[];
  /** 1 for a child of a root agent, at most 8. */
  depth: number;
  capabilities: string[];
  environment: Open<"prod" | "staging" | "dev">;
  keyId: string;
  /** Id of the agent, person or key that created it. */
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
  /** The operations that the caller may call on it. */
  you?: { can: Open<"revokeDelegation">[] };
}

/** Options of `delegations`. */
export interface DelegationListOptions {
  /** Delegations by this agent (`parent`) or to it (`child`). Default: both, and all below. */
  role?: "parent" | "child";
  /** Leaves out ended delegations. Default `true`. */
  activeOnly?: boolean;
  /** The `nextCursor` of the previous page. */
  cursor?: string;
  /** Delegations per page: 1 to 200, default 50. */
  limit?: number;
  signal?: AbortSignal;
}

/** One page of delegations, newest first. */
export interface DelegationPage {
  delegations: Delegation[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** The result of a revocation. */
export interface RevokedDelegation {
  /** False only when the delegation had expired before. */
  revoked: boolean;
  /** Number of delegations below it that ended with it. */
  cascaded: number;
}

/** The parameters of a new delegation. */
export interface DelegationRequest {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Lifetime in seconds. */
  readonly ttl: number;
}

/**
 * Sends `POST /delegations`. All attempts have the same idempotency key, so they create one child.
 * @throws AgentLatticeDelegationError, AgentLatticeError
 */
export async function createDelegation(config: Config, request: DelegationRequest): Promise<{ delegation: Delegation; apiKey: string }> {
  const { name, capabilities, ttl } = request;
  const call = { method: "POST", path: "/delegations", body: { name, capabilities, ttl } } as const;
  const answer = await send(config, { ...call, headers: { "idempotency-key": mintEventId() } }).catch((error: unknown) => {
    throw toDelegationError(error);
  });
  const { apiKey, ...delegation } = decode(createdDelegation, answer.body, "delegation");
  return { delegation, apiKey };
}

/** Sends `GET /delegations`. */
export async function listDelegations(config: Config, options: DelegationListOptions): Promise<DelegationPage> {
  const { role, activeOnly = true, cursor, limit, signal } = options;
  const query = new URLSearchParams({ active_only: String(activeOnly) });
  if (role !== undefined) query.set("role", role);
  if (cursor !== undefined) query.set("cursor", cursor);
  if (limit !== undefined) query.set("limit", String(limit));
  const { body } = await send(config, { method: "GET", path: `/delegations?${query}`, signal });
  const { data: delegations, ...page } = decode(delegationPage, body, "delegations");
  return { delegations, ...page };
}

/** Sends `DELETE /delegations/{id}`. A repeat returns the same result. */
export async function revokeDelegation(config: Config, delegationId: string): Promise<RevokedDelegation> {
  const answer = await send(config, { method: "DELETE", path: `/delegations/${idSegment("del", delegationId)}` });
  return decode(revokedDelegation, answer.body, "revocation");
}

/** Checks the options of `delegate`. @throws AgentLatticeError INVALID_OPTION */
export function assertDelegable({ name, capabilities, ttl }: DelegationRequest): void {
  const invalid = (message: string) => new AgentLatticeError("INVALID_OPTION", message);
  if (typeof name !== "string" || name === "") throw invalid("A delegation needs a name.");
  if (!Array.isArray(capabilities) || capabilities.length === 0) throw invalid('capabilities must be an array such as ["pr.*"].');
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > 86_400) throw invalid("ttl must be a whole number of seconds, 1 to 86,400.");
}
