import type { OrgKeyScope } from "@agentlattice/contract";
import type { DelegationChain, OrgScope, RoleName } from "@agentlattice/db";

/** An agent, known by its own key. Ids are UUIDs. */
export interface AgentPrincipal {
  readonly kind: "agent";
  readonly scope: OrgScope;
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
export interface OrgKeyPrincipal {
  readonly kind: "org_key";
  readonly scope: OrgScope;
  readonly keyId: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly OrgKeyScope[];
}

/** A signed-in person. */
export interface PersonPrincipal {
  readonly kind: "person";
  readonly scope: OrgScope;
  readonly userId: string;
  readonly role: RoleName;
  readonly email: string;
  readonly name: string;
  readonly sessionId: string;
  /** ms since the epoch */
  readonly expiresAt: number;
  readonly again: () => Promise<PersonPrincipal>;
}

export type Principal = AgentPrincipal | OrgKeyPrincipal | PersonPrincipal;
