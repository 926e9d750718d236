import type { OrgKeyScope } from "@agentlattice/contract";
import type { DenialReason } from "@agentlattice/core";
import type { DelegationChain, OrgScope, RoleName } from "@agentlattice/db";

interface Known {
  readonly scope: OrgScope;
  /** Of the configuration when this was read. INVARIANT: a decision is committed under this version, or whoever makes it is looked at again. */
  readonly configVersion: number;
}

/** An agent, known by its own key. Ids are UUIDs. */
export interface AgentPrincipal extends Known {
  readonly kind: "agent";
  readonly agentId: string;
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly ownerId: string | null;
  /** UUID of who made the key, or the organisation's key that made it. */
  readonly keyMadeBy: string | null;
  /** What a delegated agent acts under; null for an agent that people manage. */
  readonly delegation: DelegationChain | null;
  /** Why this agent may not act; null while it may. The ledger commit looks again, under its lock. */
  readonly stopped: Stopped | null;
  /** Reads the key again, after the configuration changed during a request. */
  readonly refresh: () => Promise<AgentPrincipal>;
}

/** Why an agent may not act, as a denial says it. */
export interface Stopped {
  readonly reason: Extract<DenialReason, "AGENT_DISABLED" | "DELEGATION_INVALID" | "KEY_REVOKED">;
  readonly detail: string;
}

/** Automation of the organisation, limited to its scopes. */
export interface OrgKeyPrincipal extends Known {
  readonly kind: "org_key";
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly OrgKeyScope[];
  /** UUID of who made the key. */
  readonly keyMadeBy: string | null;
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
  /** Known from a row that was read a moment ago: whatever is done in this name, its ledger commit looks at the row. */
  readonly unconfirmed: boolean;
  /** ms since the epoch */
  readonly expiresAt: number;
  /** When the organisation is purged, in ms since the epoch; null unless its deletion is requested. */
  readonly purgeAt: number | null;
  /** Reads the session's row. */
  readonly refresh: () => Promise<PersonPrincipal>;
}

export type Principal = AgentPrincipal | OrgKeyPrincipal | PersonPrincipal;
