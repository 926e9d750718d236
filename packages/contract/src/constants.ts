// INVARIANT: this module imports nothing, so that the console can use a constant without loading the schemas.

/** Member roles, most powerful first. */
export const ROLES = ["owner", "admin", "operator", "auditor", "member"] as const;

/** Scopes of organisation keys. */
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

/** Properties by which costs can be grouped. */
export const COST_GROUPS = ["agent", "model", "day", "environment", "action", "run"] as const;

/** Minimum length of a new password, in characters. */
export const PASSWORD_MIN = 12;

/** Maximum size of a policy document, in bytes of UTF-8. */
export const POLICY_BYTES = 256 * 1024;

/** Seconds for which a client that works on no run is live after its heartbeat. */
export const PRESENCE_LIVE_SECONDS = 30;

/** Seconds without a heartbeat after which a client that works on a run is unresponsive. */
export const PRESENCE_RUN_SECONDS = 120;

/** Maximum number of passkeys of a person. */
export const MAX_PASSKEYS = 10;

/** The notices that people receive besides requests, and can switch off. */
export const NOTICE_TOPICS = ["anomalies", "budgets", "halts"] as const;

/** Types of a chat channel that announces every request. */
export const CHAT_TYPES = ["approval.requested"] as const;

/** Returns true when a pattern such as `*`, `approval.*` or `approval.decided` covers an event type. */
export function coversType(pattern: string, type: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
