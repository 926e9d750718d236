import type { ReasonCodeName } from "./reason-codes.ts";

/** Published codes that no decision of this release carries, with what is used instead. A test fails if one is used after all. */
export const NEVER_SAID: Partial<Readonly<Record<ReasonCodeName, string>>> = {
  HARMFUL_CONTENT_DETECTED: "no model judges content here: `content` says `FORBIDDEN_CONTENT_DETECTED` for your terms and patterns",
  TOOL_PARAMETER_INVALID: "arguments of tools are conditions on `tool.arguments`: `CONDITIONS_DENIED`, or `PRECONDITION_FAILED`",
  TOOL_RATE_LIMIT_EXCEEDED: "rates are limits of policies, whatever is called: `RATE_LIMITED`",
  CIRCUIT_HALF_OPEN: "a probe is an ordinary call that passes",
  DEGRADE_TRIGGERED: "the one way to degrade is another model: `FALLBACK_TRIGGERED`",
  COST_VELOCITY_ANOMALY: "spending too fast is a budget per hour: `COST_BUDGET_EXCEEDED`",
  COST_MODEL_TIER_VIOLATION: "models are on the list of `registry` or not: `MODEL_NOT_ALLOWLISTED`",
  COST_ESTIMATED_TOO_HIGH: "a call that alone costs more than the budget: `COST_BUDGET_EXCEEDED`",
  MODEL_DOWNGRADED: "no model is substituted silently: `MODEL_SUGGESTED`, or `FALLBACK_TRIGGERED`",
  CREDENTIAL_LEAKAGE: "wherever a credential stands: `SECRET_DETECTED`",
  CREDENTIAL_TTL_EXCEEDED: "the age of a credential is not known from its text",
  CREDENTIAL_ROTATION_REQUIRED: "the age of a credential is not known from its text",
  SECRET_SCAN_SKIPPED_PERF_BUDGET: "nothing is skipped for time: `SECRET_SCAN_INCOMPLETE`, by size or steps",
};
