import type { ReasonCodeName } from "./reason-codes.ts";

/** Published codes that no decision of this release carries, with what is used instead. A test fails if one is used after all. */
export const RESERVED_REASON_CODES: Partial<Readonly<Record<ReasonCodeName, string>>> = {
  HARMFUL_CONTENT_DETECTED: "no model classifies content; `content` gives `FORBIDDEN_CONTENT_DETECTED` for your terms and patterns",
  TOOL_PARAMETER_INVALID: "conditions on `tool.arguments` give `CONDITIONS_DENIED` or `PRECONDITION_FAILED`",
  TOOL_RATE_LIMIT_EXCEEDED: "rate limits of policies give `RATE_LIMITED`",
  CIRCUIT_HALF_OPEN: "a probe is an ordinary allowed call",
  DEGRADE_TRIGGERED: "the only degradation is a fallback model: `FALLBACK_TRIGGERED`",
  COST_VELOCITY_ANOMALY: "hourly budgets give `COST_BUDGET_EXCEEDED`",
  COST_MODEL_TIER_VIOLATION: "the list of `registry` gives `MODEL_NOT_ALLOWLISTED`",
  COST_ESTIMATED_TOO_HIGH: "a call that exceeds the budget gives `COST_BUDGET_EXCEEDED`",
  MODEL_DOWNGRADED: "models are never substituted silently: `MODEL_SUGGESTED` or `FALLBACK_TRIGGERED`",
  CREDENTIAL_LEAKAGE: "credentials anywhere give `SECRET_DETECTED`",
  CREDENTIAL_TTL_EXCEEDED: "the age of a credential is not known from its text",
  CREDENTIAL_ROTATION_REQUIRED: "the age of a credential is not known from its text",
  SECRET_SCAN_SKIPPED_PERF_BUDGET: "scans end by size or steps: `SECRET_SCAN_INCOMPLETE`",
};
