import { DECISION_SEVERITY, type DecisionAction } from "./decision-actions.ts";
import type { DenialReason } from "./denial-reasons.ts";
import { EVENT_TYPES, type EventType, type EventTypeName } from "./event-types.ts";
import { REASON_CODES, type ReasonCode, type ReasonCodeName } from "./reason-codes.ts";

/** Version of this registry. A new code or event type raises it. Codes are never removed and never change their meaning. */
export const TEEC_VERSION = "1.2";

/** Versions of the components that make decisions. `engine` changes when the same facts and policies may be decided differently. */
export const COMPONENT_VERSIONS: Readonly<Record<string, string>> = {
  engine: "0.1.0",
  policy_language: "agentlattice/v1",
  evidence: TEEC_VERSION,
};

const CODES: ReadonlyMap<string, ReasonCode> = new Map(Object.entries(REASON_CODES));
const EVENTS: ReadonlyMap<string, EventType> = new Map(Object.entries(EVENT_TYPES));

/** Published event types that a decision carries for its reason codes. */
const EVENT_OF_CODE: Partial<Readonly<Record<ReasonCodeName, EventTypeName>>> = {
  SECRET_DETECTED: "secret.detection",
  PII_DETECTED: "pii.detection",
  PROMPT_INJECTION_DETECTED: "prompt.injection",
  UNSAFE_CODE_DETECTED: "content.moderation",
  FORBIDDEN_CONTENT_DETECTED: "content.moderation",
  MEMORY_WRITE_DENIED: "memory.write",
  MEMORY_WRITE_DENIED_SECRET: "memory.write",
  MEMORY_WRITE_DENIED_PII: "memory.write",
  MEMORY_WRITE_REDACTED: "memory.write",
  MEMORY_SUMMARY_ONLY: "memory.write",
  MEMORY_READ_DENIED: "memory.read",
  TOOL_NOT_ALLOWED: "registry.lookup",
  TOOL_HIDDEN: "registry.lookup",
  MODEL_NOT_ALLOWED: "registry.lookup",
  MCP_SERVER_NOT_ALLOWED: "registry.lookup",
  SKILL_NOT_ALLOWED: "skill.denied",
  PROVENANCE_INVALID: "registry.lookup",
  CIRCUIT_OPEN: "reliability.circuit",
  CIRCUIT_HALF_OPEN: "reliability.circuit",
  RETRY_BUDGET_EXCEEDED: "reliability.retry",
  FALLBACK_TRIGGERED: "reliability.fallback",
  DEGRADE_TRIGGERED: "reliability.degrade",
  COST_BUDGET_EXCEEDED: "cost.budget",
};

/** Returns the event types of these codes, without duplicates. */
export function eventsOfCodes(codes: readonly string[]): EventTypeName[] {
  const events = codes.map((code) => EVENT_OF_CODE[code as ReasonCodeName]);
  return [...new Set(events.filter((event) => event !== undefined))];
}

/** The parts of a decision that the registry covers. */
export interface RegisteredDecision {
  readonly action: DecisionAction;
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason?: DenialReason;
  readonly reason_codes: readonly string[];
  readonly event_types: readonly string[];
  readonly risk_score: number;
}

/** Returns the status that an action has for the caller. */
function statusOf(action: DecisionAction): RegisteredDecision["status"] {
  if (DECISION_SEVERITY[action] === DECISION_SEVERITY.DENY) return "denied";
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.REQUIRE_APPROVAL ? "requested" : "executed";
}

/** Returns the first part of a decision that is unknown to the registry or contradictory, or null. */
export function findUnregistered(decision: RegisteredDecision): string | null {
  const { action, status, denial_reason, reason_codes, event_types, risk_score } = decision;
  if (statusOf(action) !== status) return `status ${status} is not that of ${action}`;
  if ((denial_reason !== undefined) !== (status === "denied")) return "a denial, and nothing else, has a denial_reason";
  if (reason_codes.length === 0) return "a decision has a reason code";
  for (const code of reason_codes) if (!CODES.has(code)) return `${code} is not a reason code`;
  for (const type of event_types) if (!EVENTS.get(type)?.decision) return `${type} is not an event type of a decision`;
  return risk_score >= 0 && risk_score <= 100 ? null : "risk_score is from 0 to 100";
}
