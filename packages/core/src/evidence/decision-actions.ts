/** The decision actions with their severity. A merged decision takes the most severe. */
export const DECISION_SEVERITY = {
  DENY: 100,
  DENY_WRITE: 100,
  DENY_READ: 100,
  REQUIRE_APPROVAL: 80,
  PENDING: 80,
  REDACT: 70,
  REDACT_AND_WRITE: 70,
  DEGRADE: 60,
  STORE_SUMMARY_ONLY: 60,
  TRANSFORM: 50,
  ALLOW: 0,
  ALLOW_WRITE: 0,
} as const;

export type DecisionAction = keyof typeof DECISION_SEVERITY;
