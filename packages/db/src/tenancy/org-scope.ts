declare const verified: unique symbol;

/**
 * Proof that a caller was authenticated for one organisation.
 * INVARIANT: only authentication, the sweeper's enumeration and organisation creation create one, never an id from a request body.
 */
export interface OrgScope {
  readonly orgId: string;
  readonly [verified]: true;
}

/** Creates a scope. Only code that has just authenticated a credential of this organisation may call it. */
export function grantOrgScope(orgId: string): OrgScope {
  return { orgId } as OrgScope;
}
