// INVARIANT: imports nothing. A page of the console that needs one of these does not load the schemas with it.

/** Roles of a member, from the most to the least powerful. */
export const ROLES = ["owner", "admin", "operator", "auditor", "member"] as const;

/** Scopes that an organisation key can carry. */
export const ORG_KEY_SCOPES = [
  "policies:read",
  "policies:write",
  "policies:publish",
  "agents:write",
  "delegations:write",
  "audit:read",
  "audit:export",
  "posture:read",
  "permits:consume",
] as const;

/** The shortest new password, in characters. */
export const PASSWORD_MIN = 12;

/** The longest policy document, in bytes of UTF-8. */
export const POLICY_BYTES = 256 * 1024;
