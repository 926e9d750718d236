import type { OrgKeyScope } from "@agentlattice/contract";
import type { DenialReason } from "@agentlattice/core";
import type { DelegationChain, OrgScope, RoleName } from "@agentlattice/db";

interface Known {
  readonly scope: OrgScope;
  /** Configuration version of this read. INVARIANT: a decision is committed at this version, or the principal is refreshed. */
  readonly configVersion: number;
}

/** An agent, authenticated by its key. Ids are UUIDs. */
export interface AgentPrincipal extends Known {
  readonly kind: "agent";
  readonly agentId: string;
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly ownerId: string | null;
  /** UUID of the person or organisation key that created the key. */
  readonly keyCreatedBy: string | null;
  /** The delegation of a delegated agent; null for other agents. */
  readonly delegation: DelegationChain | null;
  /** The reason why the agent may not act; null while it may. The ledger commit checks it again under its lock. */
  readonly stopped: Stopped | null;
  /** Reads the key again, after the configuration changed during a request. */
  readonly refresh: () => Promise<AgentPrincipal>;
}

/** The reason why an agent may not act, in the form of a denial. */
export interface Stopped {
  readonly reason: Extract<DenialReason, "AGENT_DISABLED" | "DELEGATION_INVALID" | "KEY_REVOKED">;
  readonly detail: string;
}

/** An organisation key, limited to its scopes. */
export interface OrgKeyPrincipal extends Known {
  readonly kind: "org_key";
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  /** The scopes of the key that the current role of its creator covers. */
  readonly scopes: readonly OrgKeyScope[];
  /** The scopes of the key that the role does not cover, and the role. */
  readonly withheld: { readonly role: RoleName; readonly scopes: readonly string[] };
  /** UUID of the key's creator. */
  readonly keyCreatedBy: string | null;
  readonly refresh: () => Promise<OrgKeyPrincipal>;
}

/** A signed-in person. */
export interface PersonPrincipal extends Known {
  readonly kind: "person";
  readonly userId: string;
  readonly role: RoleName;
  readonly email: string;
  readonly name: string;
  readonly sessionId: string;
  /** True when the session row was cached. The ledger commit of the request then checks the row. */
  readonly unconfirmed: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Time at which the organisation is purged, ms since the epoch; null unless its deletion was requested. */
  readonly purgeAt: number | null;
  /** Reads the session's row again. */
  readonly refresh: () => Promise<PersonPrincipal>;
}

export type Principal = AgentPrincipal | OrgKeyPrincipal | PersonPrincipal;
