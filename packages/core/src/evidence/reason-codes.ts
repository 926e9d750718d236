import type { DecisionAction } from "./decision-actions.ts";
import { DENIAL_REASONS, type DenialReason } from "./denial-reasons.ts";

export const SEVERITIES = ["info", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CATEGORIES = [
  "policy",
  "content",
  "tool",
  "reliability",
  "cost",
  "mode",
  "secrets",
  "memory",
  "registry",
  "limits",
  "agent",
  "contract",
  "routing",
  "module",
] as const;
export type ReasonCategory = (typeof CATEGORIES)[number];

/** The meaning of a reason code. */
export interface ReasonCode {
  readonly category: ReasonCategory;
  readonly severity: Severity;
  /** The decision action it leads to by default. */
  readonly action: DecisionAction;
  /** The denial reason that belongs to it; null when it does not deny by itself. */
  readonly denial_reason: DenialReason | null;
  /** Origin of the code: the published TEEC set or this product. */
  readonly origin: "teec" | "agentlattice";
  readonly meaning: string;
}

type Row = readonly [ReasonCategory, Severity, DecisionAction, DenialReason | null, string];

/** The codes of the published set (TEEC 0.1). */
const PUBLISHED = {
  POLICY_COMPLIANT: ["policy", "info", "ALLOW", null, "Every policy that applies allows the action."],
  POLICY_VIOLATION: ["policy", "high", "DENY", "POLICY_DENIED", "A policy denies the action."],
  PII_DETECTED: ["content", "high", "REDACT", null, "Personal data was found."],
  PROMPT_INJECTION_DETECTED: ["content", "critical", "DENY", "CONTENT_BLOCKED", "Text that tries to instruct a model was found."],
  HARMFUL_CONTENT_DETECTED: ["content", "critical", "DENY", "CONTENT_BLOCKED", "Harmful content was found."],
  UNSAFE_CODE_DETECTED: ["content", "high", "DENY", "CONTENT_BLOCKED", "Code that destroys data or opens access was found."],
  TOOL_NOT_ALLOWED: ["tool", "high", "DENY", "REGISTRY_DENIED", "The tool is not on the list, or not in this version."],
  TOOL_PARAMETER_INVALID: ["tool", "medium", "DENY", "CONDITIONS_DENIED", "An argument of the tool is not allowed."],
  TOOL_RATE_LIMIT_EXCEEDED: ["tool", "medium", "DENY", "RATE_LIMITED", "The tool is called too often."],
  CIRCUIT_OPEN: ["reliability", "high", "DENY", "BREAKER_OPEN", "The provider or the agent failed too often, so its circuit is open."],
  CIRCUIT_HALF_OPEN: ["reliability", "medium", "DEGRADE", null, "The call is a probe of a half-open circuit."],
  RETRY_BUDGET_EXCEEDED: ["reliability", "high", "DENY", "BREAKER_OPEN", "The retry budget is used up."],
  FALLBACK_TRIGGERED: ["reliability", "medium", "DEGRADE", null, "A fallback model is used."],
  DEGRADE_TRIGGERED: ["reliability", "medium", "DEGRADE", null, "A reduced service is used."],
  COST_BUDGET_EXCEEDED: ["cost", "high", "DENY", "BUDGET_EXCEEDED", "The budget is used up."],
  COST_VELOCITY_ANOMALY: ["cost", "medium", "REQUIRE_APPROVAL", null, "Money is spent unusually fast."],
  COST_MODEL_TIER_VIOLATION: ["cost", "medium", "DEGRADE", null, "The model is of a more expensive tier than allowed."],
  COST_ESTIMATED_TOO_HIGH: ["cost", "medium", "DENY", "BUDGET_EXCEEDED", "The call alone would exceed the budget."],
  MODEL_DOWNGRADED: ["cost", "low", "DEGRADE", null, "A cheaper model is used."],
  MONITOR_MODE_VIOLATION: ["mode", "info", "ALLOW", null, "A monitored policy would have denied or required approval."],
  REPORT_ONLY_MODE: ["mode", "info", "ALLOW", null, "A report-only policy matched."],
  SECRET_DETECTED: ["secrets", "critical", "DENY", "SECRET_DETECTED", "A credential was found."],
  CREDENTIAL_LEAKAGE: ["secrets", "critical", "DENY", "SECRET_DETECTED", "A credential would leave its environment."],
  CREDENTIAL_TTL_EXCEEDED: ["secrets", "high", "DENY", "SECRET_DETECTED", "A credential is older than allowed."],
  CREDENTIAL_ROTATION_REQUIRED: ["secrets", "medium", "REQUIRE_APPROVAL", null, "A credential must be replaced soon."],
  SECRET_SCAN_SKIPPED_PERF_BUDGET: [
    "secrets",
    "medium",
    "DEGRADE",
    null,
    "Part of the request was not scanned. This product uses SECRET_SCAN_INCOMPLETE.",
  ],
  MEMORY_WRITE_DENIED_SECRET: ["memory", "critical", "DENY_WRITE", "MEMORY_DENIED", "A credential must not be stored in memory."],
  MEMORY_WRITE_DENIED_PII: ["memory", "high", "DENY_WRITE", "MEMORY_DENIED", "Personal data must not be stored in memory."],
  MEMORY_WRITE_REDACTED: ["memory", "medium", "REDACT_AND_WRITE", null, "The memory is stored with its findings redacted."],
  MEMORY_WRITE_SUMMARY_ONLY: ["memory", "medium", "STORE_SUMMARY_ONLY", null, "Only a summary may be stored in memory."],
  MEMORY_SCOPE_VIOLATION: ["memory", "high", "DENY_READ", "MEMORY_DENIED", "This scope must not be read or written."],
  MEMORY_READ_DENIED_CLASSIFICATION: ["memory", "high", "DENY_READ", "MEMORY_DENIED", "This class may not be read from this scope."],
  MODEL_NOT_ALLOWLISTED: ["registry", "high", "DENY", "REGISTRY_DENIED", "The model is not on the list."],
} as const satisfies Record<string, Row>;

/** The categories, severities and descriptions of denial reasons. Most of them are reason codes too. */
const DENIALS: Readonly<Record<DenialReason, readonly [ReasonCategory, Severity, string]>> = {
  CONDITIONS_DENIED: ["policy", "high", "A requirement of a policy fails."],
  POLICY_DENIED: ["policy", "high", "A policy denies the action unconditionally."],
  POLICY_TAMPERED: ["policy", "critical", "The stored policies differ from the signed ones."],
  POLICY_UNREADABLE: ["policy", "critical", "A signed policy in force cannot be read by this release."],
  NO_MATCHING_POLICY: ["policy", "medium", "No policy allows the action, and the default is deny."],
  DENIED_BY_REVIEWER: ["policy", "medium", "A person denied the request."],
  APPROVAL_EXPIRED: ["policy", "medium", "The request was not decided, or the approval not used, in time."],
  NO_ELIGIBLE_APPROVER: ["policy", "medium", "Nobody is eligible to decide."],
  CAPABILITY_EXCEEDED: ["agent", "high", "The agent, or one above it, lacks the capability."],
  DELEGATION_INVALID: ["agent", "high", "The delegation has ended."],
  AGENT_HALTED: ["agent", "critical", "A person halted the agent or what it does."],
  AGENT_DISABLED: ["agent", "high", "The agent is disabled."],
  KEY_REVOKED: ["agent", "high", "The requesting key was revoked."],
  APPROVAL_TAMPERED: ["policy", "critical", "The stored approval contradicts the ledger."],
  BREAKER_OPEN: ["reliability", "high", "The agent or a provider failed or was denied too often."],
  BUDGET_EXCEEDED: ["limits", "high", "The budget is used up, or the cost is unknown."],
  RATE_LIMITED: ["limits", "medium", "The rate limit is exceeded."],
  LOOP_DETECTED: ["limits", "medium", "The same call or cycle of calls was repeated too often."],
  SECRET_DETECTED: ["secrets", "critical", "A credential was found."],
  PII_BLOCKED: ["content", "high", "Personal data was found that is not allowed."],
  CONTENT_BLOCKED: ["content", "high", "Content was found that is not allowed."],
  REGISTRY_DENIED: ["registry", "high", "An item in use is not on its list."],
  MEMORY_DENIED: ["memory", "high", "This memory may not be read or written."],
  CONTRACT_FAILED: ["contract", "high", "A condition of the call's contract fails."],
  HISTORY_LIMIT: ["limits", "medium", "Earlier actions rule this action out."],
  OBLIGATION_UNSUPPORTED: ["policy", "medium", "The caller does not support a required obligation."],
  PLAN_ONLY: ["mode", "medium", "The organisation allows planning only."],
  MODULE_FAILED: ["module", "high", "A module could not be evaluated."],
};

const OURS = {
  APPROVAL_REQUIRED: ["policy", "medium", "REQUIRE_APPROVAL", null, "A person must decide."],
  SECRET_SCAN_INCOMPLETE: ["secrets", "medium", "DENY", "SECRET_DETECTED", "The request is too large to be scanned for credentials."],
  PII_SCAN_INCOMPLETE: ["content", "medium", "DENY", "PII_BLOCKED", "The request is too large to be scanned for personal data."],
  FORBIDDEN_CONTENT_DETECTED: ["content", "high", "DENY", "CONTENT_BLOCKED", "A forbidden term or pattern was found."],
  CONTENT_SCAN_INCOMPLETE: ["content", "medium", "DENY", "CONTENT_BLOCKED", "The request is too large to be scanned."],
  MEMORY_WRITE_DENIED: ["memory", "high", "DENY_WRITE", "MEMORY_DENIED", "This class may not be written to this scope."],
  MEMORY_READ_DENIED: ["memory", "high", "DENY_READ", "MEMORY_DENIED", "This class may not be read from this scope."],
  MEMORY_SUMMARY_ONLY: ["memory", "medium", "STORE_SUMMARY_ONLY", null, "Only a summary may be written."],
  MODEL_NOT_ALLOWED: ["registry", "high", "DENY", "REGISTRY_DENIED", "The model is not on the list."],
  TOOL_HIDDEN: ["registry", "high", "DENY", "REGISTRY_DENIED", "The tool is hidden from agents."],
  TOOLS_FILTERED: ["registry", "info", "TRANSFORM", null, "Hidden tools were removed from the list."],
  MCP_SERVER_NOT_ALLOWED: ["registry", "high", "DENY", "REGISTRY_DENIED", "The MCP server is not on the list."],
  SKILL_NOT_ALLOWED: ["registry", "high", "DENY", "REGISTRY_DENIED", "The skill is not on the list."],
  PROVENANCE_INVALID: ["registry", "critical", "DENY", "REGISTRY_DENIED", "The item in use has no signature of a trusted signer."],
  PRECONDITION_FAILED: ["contract", "high", "DENY", "CONTRACT_FAILED", "A precondition of the call does not hold."],
  POSTCONDITION_FAILED: ["contract", "high", "ALLOW", null, "A report does not show that a postcondition holds."],
  MODEL_SUGGESTED: ["routing", "info", "ALLOW", null, "Another model is suggested, as advice only."],
} as const satisfies Record<string, Row>;

export type ReasonCodeName = keyof typeof PUBLISHED | keyof typeof OURS | DenialReason;

/** The reason codes of decisions. The list is closed: a decision with another code is not returned. */
export const REASON_CODES: Readonly<Record<ReasonCodeName, ReasonCode>> = {
  ...(Object.fromEntries(
    DENIAL_REASONS.map((reason) => {
      const [category, severity, meaning] = DENIALS[reason];
      return [reason, { category, severity, action: "DENY", denial_reason: reason, origin: "agentlattice", meaning }];
    }),
  ) as Record<DenialReason, ReasonCode>),
  ...read(OURS, "agentlattice"),
  ...read(PUBLISHED, "teec"),
};

function read<Name extends string>(rows: Readonly<Record<Name, Row>>, origin: ReasonCode["origin"]): Record<Name, ReasonCode> {
  const codes = Object.entries<Row>(rows).map(([name, [category, severity, action, denial_reason, meaning]]) => [
    name,
    { category, severity, action, denial_reason, origin, meaning },
  ]);
  return Object.fromEntries(codes) as Record<Name, ReasonCode>;
}
