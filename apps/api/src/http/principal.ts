import type { OrgKeyScope } from "@agentlattice/contract";
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
  /** What a delegated agent acts under; null for an agent that people manage. */
  readonly delegation: ActingDelegation | null;
  /** Looks the key up again: used when the configuration changed under a request. */
  readonly again: () => Promise<AgentPrincipal>;
}

/** A delegation as a request finds it. The ledger commit looks again, under its lock. */
export interface ActingDelegation extends Omit<DelegationChain, "ended"> {
  /** Why nothing may be done under it any more, in words for the caller; null while it is alive. */
  readonly ended: string | null;
}

/** Automation of the organisation, limited to its scopes. */
export interface OrgKeyPrincipal extends Known {
  readonly kind: "org_key";
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly OrgKeyScope[];
  readonly again: () => Promise<OrgKeyPrincipal>;
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
  readonly again: () => Promise<PersonPrincipal>;
}

export type Principal = AgentPrincipal | OrgKeyPrincipal | PersonPrincipal;
