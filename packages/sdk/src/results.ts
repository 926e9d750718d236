import type { JsonValue, Open } from "./json.ts";
import type { Usage } from "./usage.ts";

/** Why an action was denied. */
export type DenialReason =
  | "CONDITIONS_DENIED"
  | "POLICY_DENIED"
  | "POLICY_TAMPERED"
  | "POLICY_UNREADABLE"
  | "NO_MATCHING_POLICY"
  | "DENIED_BY_REVIEWER"
  | "APPROVAL_EXPIRED"
  | "NO_ELIGIBLE_APPROVER"
  | "CAPABILITY_EXCEEDED"
  | "DELEGATION_INVALID"
  | "AGENT_HALTED"
  | "AGENT_DISABLED"
  | "KEY_REVOKED"
  | "APPROVAL_TAMPERED"
  | "BREAKER_OPEN"
  | "BUDGET_EXCEEDED"
  | "RATE_LIMITED"
  | "LOOP_DETECTED"
  | "SECRET_DETECTED"
  | "PII_BLOCKED"
  | "CONTENT_BLOCKED"
  | "REGISTRY_DENIED"
  | "MEMORY_DENIED"
  | "CONTRACT_FAILED"
  | "HISTORY_LIMIT"
  | "OBLIGATION_UNSUPPORTED"
  | "PLAN_ONLY"
  | "MODULE_FAILED";

/**
 * One clause of a policy and how it came out.
 *
 * @example
 * const { field, operator, expected, actual, remedy } = condition;
 * console.log(`${field} must be ${operator} ${expected}, was ${actual}. ${remedy ?? ""}`);
 */
export interface ConditionResult {
  field: string;
  operator: string;
  expected: JsonValue;
  /** What was found; `null` when nothing was known. */
  actual: JsonValue;
  /** Whether the comparison itself holds; below a `not`, as `path` tells, one that holds stands in the way. */
  result: boolean;
  /** Whether the agent said so itself, or the control plane knows. */
  source: Open<"asserted" | "attested">;
  /** What would make it hold. */
  remedy?: string;
  policy: string;
  /** Where in the policy document the clause stands. */
  path: string;
}

/** Something you must do when you act, such as redact a field. An obligation you do not know is a reason not to act. */
export interface Obligation {
  type: string;
  policy: string;
  params?: Record<string, JsonValue>;
  /** The module that requires it; absent when the policy's text does. */
  module?: string;
  /** May be left undone. */
  advisory?: true;
}

/** Something a module of a policy found in a submission: where and what kind, never the value. */
export interface Finding {
  type: string;
  category: string;
  module: string;
  policy: string;
  severity: Open<"low" | "medium" | "high" | "critical">;
  /** 0 to 1. */
  confidence: number;
  /** Such as `metadata.token`. */
  path: string;
  part: Open<"value" | "key">;
  /** UTF-16 offsets in the text at `path`. */
  start: number;
  end: number;
  fingerprint?: string;
}

/** What one policy said. */
export interface PolicyVerdict {
  id: string;
  name: string;
  version: number;
  hash: string;
  verdict: Open<"allow" | "approve" | "deny" | "guard">;
  mode: Open<"enforce" | "monitor" | "report_only">;
}

/** What a policy in monitor mode would have done; in a monitored environment also the organisation's default, whose id is `default`. */
export interface ShadowVerdict extends PolicyVerdict {
  action?: Decision["action"];
  /** Present when it would have denied. */
  reason?: Open<DenialReason>;
  conditions?: ConditionResult[];
  findings?: Finding[];
}

/** The evidence of one decision. */
export interface Decision {
  id: string;
  action: Open<
    | "DENY"
    | "DENY_WRITE"
    | "DENY_READ"
    | "REQUIRE_APPROVAL"
    | "PENDING"
    | "REDACT"
    | "REDACT_AND_WRITE"
    | "DEGRADE"
    | "STORE_SUMMARY_ONLY"
    | "TRANSFORM"
    | "ALLOW"
    | "ALLOW_WRITE"
  >;
  status: Open<"executed" | "denied" | "requested">;
  reasonCodes: string[];
  /** 0 to 100. */
  riskScore: number;
  mode: Open<"enforce" | "monitor" | "report_only">;
  /** Decisions that would have been made in enforce mode. */
  shadow: ShadowVerdict[];
  conditionsEvaluated?: ConditionResult[];
  findings?: Finding[];
  obligations?: Obligation[];
  policies: PolicyVerdict[];
  eventTypes: string[];
  /** RFC 3339. */
  evaluatedAt: string;
  /** Of the registry that the codes and event types are from. */
  teecVersion?: string;
  /** What made the decision, by part. */
  componentVersions?: Record<string, string>;
  /** The caller's, or else ours. */
  correlationId?: string;
  /** Of the caller's trace, or of the decision's own; 32 hexadecimal digits. */
  traceId?: string;
}

/**
 * Proof that the decision is an entry of the ledger. A file format: its names are those of the proof endpoint, and it can be
 * written to a file as it is.
 *
 * @example
 * await writeFile("receipt.json", JSON.stringify(result.receipt));
 */
export interface Receipt {
  seq: number;
  /** The exact text of the entry. */
  entry: string;
  leaf_hash: string;
  /** Inclusion proof, base64, leaf to root. */
  hashes: string[];
  /** The signed head of the ledger. */
  checkpoint: string;
}

/** What every answer to an action says. Times are RFC 3339. */
export interface ActionFacts {
  /** The submission's entry in the ledger; it never changes. Give it to `report`. */
  auditEventId: string;
  actionType: string;
  environment: Open<"prod" | "staging" | "dev">;
  /** The delegation under which it was asked, when a delegated agent asked. */
  delegationId?: string;
  approvalId?: string;
  /** The console page where people decide the approval. */
  approvalUrl?: string;
  message?: string;
  /** When the approval expires. */
  timeoutAt?: string;
  denialReason?: Open<DenialReason>;
  policyName?: string;
  conditionsEvaluated: ConditionResult[];
  decision: Decision;
  obligations: Obligation[];
  /** What to use instead of the content that was sent. */
  content?: string;
  /** Fields to use instead of those that were sent, by their names on the wire. */
  effective?: Record<string, JsonValue>;
  receipt?: Receipt;
}

/** The action may happen now. */
export interface ExecutedAction extends ActionFacts {
  status: "executed";
  /** The entry that records the execution, once an approved action was collected. */
  executedEventId?: string;
  /** Proof of this approval for whoever enforces it, to be consumed once. A secret: do not log it. */
  permit?: string;
  permitExpiresAt?: string;
}

/** Policy or a person denied the action. */
export interface DeniedAction extends ActionFacts {
  status: "denied";
  denialReason: Open<DenialReason>;
}

/** A person has to decide: `wait(approvalId)`. */
export interface PendingAction extends ActionFacts {
  status: "requested";
  approvalId: string;
  timeoutAt: string;
}

/** A person approved the action and it was not collected: `wait(approvalId)` collects it. Do not act before. */
export interface ApprovedAction extends ActionFacts {
  status: "approved";
  approvalId: string;
}

/** The approval ended without an execution. */
export interface EndedAction extends ActionFacts {
  status: "expired" | "cancelled" | "lapsed" | "revoked" | "refused";
  approvalId: string;
}

/**
 * The answer to an action. `status` tells which it is, and what it carries.
 *
 * @example
 * const result = await al.execute("pr.merge");
 * if (result.status === "denied") console.error(result.denialReason, result.message);
 * if (result.status === "requested") console.log(`Waiting for a person at ${result.approvalUrl}`);
 */
export type ActionResult = ExecutedAction | DeniedAction | PendingAction | ApprovedAction | EndedAction;

/** Status of an action. A new submission is `executed`, `denied` or `requested`; the rest answer a repeated `eventId`. */
export type ActionStatus = ActionResult["status"];

/** Where an approval stands. */
export type ApprovalStatus = "pending" | "approved" | "used" | "denied" | "expired" | "cancelled" | "lapsed" | "revoked" | "refused";

/** The parts of an approval that an agent acts on. Times are RFC 3339. */
export interface Approval {
  id: string;
  status: ApprovalStatus;
  /** The console page where people decide; absent when the server is older than this field. */
  approvalUrl?: string;
  actionType: string;
  auditEventId: string;
  /** When a pending approval ends by itself. */
  expiresAt: string;
  decidedAt?: string;
  decidedBy?: { id: string; name: string; role?: string };
  /** The reviewer's words. Text of a person: escape it before you show it. */
  reason?: string;
  /** Why collecting was refused. */
  refusal?: string;
}

/** What `gate` resolves to: the action is executed as far as the control plane is concerned, now do it. */
export interface GateResult extends ExecutedAction {
  /** The approval, when a person decided. */
  approval?: Approval;
}

/** What would be decided; nothing was recorded. */
export interface CheckResult {
  allowed: boolean;
  needsApproval: boolean;
  policyName?: string;
  denialReason?: Open<DenialReason>;
  message?: string;
  conditionsEvaluated: ConditionResult[];
  action?: Decision["action"];
  reasonCodes?: string[];
  riskScore?: number;
  findings?: Finding[];
  obligations?: Obligation[];
  mode?: Decision["mode"];
  /** What would be done where it is only monitored. */
  shadow?: ShadowVerdict[];
  content?: string;
  effective?: Record<string, JsonValue>;
  /** Each policy that was looked at and why it did or did not apply. */
  explain?: { policy: string; applied: boolean; verdict: string; because: string }[];
}

/** How an action went. */
export interface Outcome {
  status: "success" | "failure" | "partial";
  message?: string;
  metadata?: Record<string, unknown>;
  /** What it cost. Budgets charge it in place of what they had reserved. */
  usage?: Usage;
}

/** The entry a report became. */
export interface ReportResult {
  id: string;
  auditEventId: string;
  status: string;
  /** RFC 3339. */
  reportedAt: string;
  /** What policies required to hold afterwards, held against the report. */
  postconditions?: Postcondition[];
  /** What policies took out of the report before it was stored. */
  findings?: Finding[];
  receipt?: Receipt;
}

/** Something that must hold after an action; `unknown` when the report does not say what it takes to tell. */
export interface Postcondition {
  policy: string;
  name: string;
  result: Open<"holds" | "broken" | "unknown">;
}

/** Whom the API key speaks for. */
export interface Whoami {
  name: string;
  configId: string;
  orgId: string;
  environment: Open<"prod" | "staging" | "dev">;
  agentId?: string;
  /** The circuit breaker. */
  cbState: Open<"closed" | "open" | "half_open">;
  capabilities: string[];
  policies: { name: string; actionType: string; approvalRequired: boolean }[];
  delegations: { asParent: string[]; asChild: string[] };
}
