declare const verified: unique symbol;

/**
 * Proof that a caller was authenticated for one organisation.
 * INVARIANT: only authentication, the sweeper's enumeration and organisation creation create one, never an id from a request body.
 */
export interface OrgScope {
  readonly orgId: string;
  /** The name under which the caller's requests are counted: the key, or the person across all sessions; empty for work of the server. */
  readonly caller: string;
  readonly [verified]: true;
}

/**
 * Creates a scope. Only code that has just authenticated a credential of this organisation may call it, and work of the server itself.
 * @param caller see `OrgScope.caller`
 */
export function grantOrgScope(orgId: string, caller = ""): OrgScope {
  return { orgId, caller } as OrgScope;
}
