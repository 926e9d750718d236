import { DECISION_SEVERITY, type DecisionAction } from "./decision-actions.ts";
import { DENIAL_REASONS, type DenialReason } from "./denial-reasons.ts";

/** Of this registry. A code or an event type that is added raises it; none is ever taken away or given another meaning. */
export const TEEC_VERSION = "1.0";

/** Every reason code a decision may carry, by category. Closed: a decision with another one is not returned. */
export const REASON_CODES = {
  policy: ["POLICY_COMPLIANT", "POLICY_VIOLATION", "APPROVAL_REQUIRED", ...DENIAL_REASONS],
  secrets: ["SECRET_SCAN_INCOMPLETE"],
  pii: ["PII_DETECTED", "PII_SCAN_INCOMPLETE"],
  content: ["PROMPT_INJECTION_DETECTED", "UNSAFE_CODE_DETECTED", "FORBIDDEN_CONTENT_DETECTED", "CONTENT_SCAN_INCOMPLETE"],
  memory: ["MEMORY_WRITE_DENIED", "MEMORY_READ_DENIED", "MEMORY_SUMMARY_ONLY"],
  registry: ["MODEL_NOT_ALLOWED", "TOOL_NOT_ALLOWED", "TOOL_HIDDEN", "MCP_SERVER_NOT_ALLOWED", "SKILL_NOT_ALLOWED", "PROVENANCE_INVALID"],
  contract: ["PRECONDITION_FAILED"],
  routing: ["MODEL_SUGGESTED"],
} as const satisfies Record<string, readonly string[]>;

/** What a decision's entry may be called besides its kind. */
const DECISION_EVENTS = [
  "action.executed",
  "action.denied",
  "policy.denied",
  "approval.requested",
  "budget.threshold",
  "budget.exceeded",
  "guardrail.detected",
  "guardrail.redacted",
  "guardrail.blocked",
] as const;

const CODES: ReadonlySet<string> = new Set(Object.values(REASON_CODES).flat());
const EVENTS: ReadonlySet<string> = new Set(DECISION_EVENTS);

/** The parts of a decision that the registry speaks about. */
export interface RegisteredDecision {
  readonly action: DecisionAction;
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason?: DenialReason;
  readonly reason_codes: readonly string[];
  readonly event_types: readonly string[];
  readonly risk_score: number;
}

/** What a status an action of the registry means to the caller. */
function statusOf(action: DecisionAction): RegisteredDecision["status"] {
  if (DECISION_SEVERITY[action] === DECISION_SEVERITY.DENY) return "denied";
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.REQUIRE_APPROVAL ? "requested" : "executed";
}

/** The first thing about a decision that the registry does not know or that contradicts itself; `null` when nothing does. */
export function findUnregistered(decision: RegisteredDecision): string | null {
  const { action, status, denial_reason, reason_codes, event_types, risk_score } = decision;
  if (statusOf(action) !== status) return `status ${status} is not that of ${action}`;
  if ((denial_reason !== undefined) !== (status === "denied")) return "a denial, and nothing else, has a denial_reason";
  if (reason_codes.length === 0) return "a decision has a reason code";
  for (const code of reason_codes) if (!CODES.has(code)) return `${code} is not a reason code`;
  for (const type of event_types) if (!EVENTS.has(type)) return `${type} is not an event type of a decision`;
  return risk_score >= 0 && risk_score <= 100 ? null : "risk_score is from 0 to 100";
}
