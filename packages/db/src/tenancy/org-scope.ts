declare const verified: unique symbol;

/**
 * Proof that a caller was authenticated for one organisation.
 * INVARIANT: only authentication, the sweeper's enumeration and organisation creation make one; an id from a body never does.
 */
export interface OrgScope {
  readonly orgId: string;
  readonly [verified]: true;
}

/** Called by the code that has just authenticated a credential of this organisation, and by nothing else. */
export function grantOrgScope(orgId: string): OrgScope {
  return { orgId } as OrgScope;
}
