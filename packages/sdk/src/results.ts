import type { GrantCoverage, GrantMismatch } from "./grant-results.ts";
import type { JsonValue, Open } from "./transport/json.ts";

/** Reason of a denial. */
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
 * An evaluated clause of a policy.
 *
 * @example
 * const { field, operator, expected, actual, remedy } = condition;
 * console.log(`${field} must be ${operator} ${expected}, was ${actual}. ${remedy ?? ""}`);
 */
export interface ConditionResult {
  field: string;
  operator: string;
  expected: JsonValue;
  /** The actual value, or null when no value was given. */
  actual: JsonValue;
  /** Result of the comparison. Below a `not`, which `path` shows, a true comparison makes the condition fail. */
  result: boolean;
  /** `asserted` by the agent, or `attested` by the control plane. */
  source: Open<"asserted" | "attested">;
  /** A change that would make the clause hold. */
  remedy?: string;
  policy: string;
  /** Path of the clause in the policy document. */
  path: string;
}

/** A duty that comes with a permission, such as redacting a field. Do not act when you do not know an obligation. */
export interface Obligation {
  type: string;
  policy: string;
  params?: Record<string, JsonValue>;
  /** The module that requires it. Absent when the policy text does. */
  module?: string;
  /** True when the obligation is optional. */
  advisory?: true;
}

/** Kind and position of something that a module found in a submission, never the value. */
export interface Finding {
  type: string;
  category: string;
  module: string;
  policy: string;
  severity: Open<"low" | "medium" | "high" | "critical">;
  /** Confidence from 0 to 1. */
  confidence: number;
  /** Path of the text, such as `metadata.token`. */
  path: string;
  part: Open<"value" | "key">;
  /** Start in the text at `path`, in UTF-16 code units. */
  start: number;
  end: number;
  fingerprint?: string;
}

/** The verdict of one policy. */
export interface PolicyVerdict {
  id: string;
  name: string;
  version: number;
  hash: string;
  verdict: Open<"allow" | "approve" | "deny" | "guard">;
  mode: Open<"enforce" | "monitor" | "report_only">;
}

/**
 * The verdict that a policy in monitor mode would have given. In a monitored environment this includes the organisation's default, whose
 * id is `default`.
 */
export interface ShadowVerdict extends PolicyVerdict {
  action?: Decision["action"];
  /** Reason of the denial that it would have given. */
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
  /** Risk from 0 to 100. */
  riskScore: number;
  mode: Open<"enforce" | "monitor" | "report_only">;
  /** Verdicts that would have counted in enforce mode. */
  shadow: ShadowVerdict[];
  conditionsEvaluated?: ConditionResult[];
  findings?: Finding[];
  obligations?: Obligation[];
  policies: PolicyVerdict[];
  eventTypes: string[];
  /** RFC 3339. */
  evaluatedAt: string;
  /** Version of the registry of codes and event types. */
  teecVersion?: string;
  /** Versions of the components that made the decision. */
  componentVersions?: Record<string, string>;
  /** The caller's correlation id, or one that the server created. */
  correlationId?: string;
  /** Trace id of the caller or of the decision: 32 hexadecimal digits. */
  traceId?: string;
}

/**
 * Proof that the ledger contains the decision. Receipts are a file format with the field names of the API, so they can be stored
 * unchanged.
 *
 * @example
 * await writeFile("receipt.json", JSON.stringify(result.receipt));
 */
export interface Receipt {
  seq: number;
  /** Exact text of the entry. */
  entry: string;
  leaf_hash: string;
  /** Inclusion proof from leaf to root, in base64. */
  hashes: string[];
  /** Signed head of the ledger. */
  checkpoint: string;
}

/** The fields of every answer to an action. Times are RFC 3339. */
export interface ActionFacts {
  /** Id of the submission's ledger entry. It never changes. Pass it to `report`. */
  auditEventId: string;
  actionType: string;
  environment: Open<"prod" | "staging" | "dev">;
  /** Delegation of the agent, when it is a delegated agent. */
  delegationId?: string;
  approvalId?: string;
  /** The console page where people decide the approval. */
  approvalUrl?: string;
  /** The standing grant that allowed the action without a new approval. */
  grantId?: string;
  /** What this grant covers, and what is left of it after this use. */
  grant?: GrantCoverage;
  /** The grant that nearly covers the action, while a person is asked. */
  grantMismatch?: GrantMismatch;
  message?: string;
  /** Expiry of the approval. */
  timeoutAt?: string;
  denialReason?: Open<DenialReason>;
  policyName?: string;
  /** When the action was denied or its approval ended: the reason, as in `AgentLatticeDeniedError`. */
  reason?: string;
  /** With `reason`: the policy that decided. */
  policy?: string;
  /** With `reason`: the conditions that explain it. */
  conditions?: ConditionResult[];
  /** The words of the reviewer who denied it. Escape them before you show them: a person wrote them. */
  reviewerReason?: string;
  conditionsEvaluated: ConditionResult[];
  decision: Decision;
  obligations: Obligation[];
  /** The content to use in place of the one you sent. */
  content?: string;
  /** Fields to use in place of those you sent, by their API names. */
  effective?: Record<string, JsonValue>;
  receipt?: Receipt;
}

/** The action may happen now. */
export interface ExecutedAction extends ActionFacts {
  status: "executed";
  /** Id of the entry that records the execution of an approved action. */
  executedEventId?: string;
  /** Proof of the approval for the system that enforces it. It works once. It is a secret: do not log it. */
  permit?: string;
  permitExpiresAt?: string;
}

/** Policy or a person denied the action. */
export interface DeniedAction extends ActionFacts {
  status: "denied";
  denialReason: Open<DenialReason>;
}

/** A person has to decide. Call `wait(approvalId)`. */
export interface PendingAction extends ActionFacts {
  status: "requested";
  approvalId: string;
  timeoutAt: string;
}

/** A person approved the action, and it is not collected yet. Call `wait(approvalId)` before you act. */
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
 * The answer to an action. `status` selects its fields.
 *
 * @example
 * const result = await al.execute("pr.merge");
 * if (result.status === "denied") console.error(result.denialReason, result.message);
 * if (result.status === "requested") console.log(`Waiting for a person at ${result.approvalUrl}`);
 */
export type ActionResult = ExecutedAction | DeniedAction | PendingAction | ApprovedAction | EndedAction;

/** Status of an action. A new submission is `executed`, `denied` or `requested`; a repeated `eventId` can have the others. */
export type ActionStatus = ActionResult["status"];

/** Status of an approval. */
export type ApprovalStatus = "pending" | "approved" | "used" | "denied" | "expired" | "cancelled" | "lapsed" | "revoked" | "refused";

/** A reviewer's question about a request. Answer it with `answer`, or by returning a text from `onQuestion`. */
export interface Question {
  id: string;
  approvalId: string;
  /** The question. A person wrote it: treat it as untrusted text. */
  text: string;
  by: { id: string; name: string; role?: string };
  /** RFC 3339. */
  at: string;
}

/** The fields of an approval that an agent needs. Times are RFC 3339. */
export interface Approval {
  id: string;
  status: ApprovalStatus;
  /** The console page where people decide. Absent when the server does not send it. */
  approvalUrl?: string;
  actionType: string;
  auditEventId: string;
  /** Expiry of a pending approval. */
  expiresAt: string;
  decidedAt?: string;
  decidedBy?: { id: string; name: string; role?: string };
  /** The reviewer's reason. Escape it before you show it: a person wrote it. */
  reason?: string;
  /** Reason why the action was refused at collect. */
  refusal?: string;
  /** The question that waits for an answer. */
  question?: Question;
  /** The fields of the submission that a reviewer changed, by their API names. */
  effective?: Record<string, JsonValue>;
}

/** The result of `gate`: the control plane has recorded the action as executed, so perform it now. */
export interface GateResult extends ExecutedAction {
  /** The approval, when a person decided. */
  approval?: Approval;
}

/** A decision that was evaluated and not recorded. */
export interface CheckResult {
  allowed: boolean;
  needsApproval: boolean;
  /** The standing grant that would allow the action without a new approval. */
  grantId?: string;
  /** The grant that nearly covers the action. */
  grantMismatch?: GrantMismatch;
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
  /** Verdicts in monitor mode. */
  shadow?: ShadowVerdict[];
  content?: string;
  effective?: Record<string, JsonValue>;
  /** The evaluated policies, with the reason why each did or did not apply. */
  explain?: { policy: string; applied: boolean; verdict: string; because: string }[];
}

/** The outcome of an action. */
export interface Outcome {
  status: "success" | "failure" | "partial";
  message?: string;
  metadata?: Record<string, unknown>;
  /** Cost of the action. Budgets charge it in place of their reservation. */
  usage?: Usage;
}

/** The ledger entry of a report. */
export interface ReportResult {
  id: string;
  auditEventId: string;
  status: string;
  /** RFC 3339. */
  reportedAt: string;
  /** Conditions that policies require after the action, evaluated against the report. */
  postconditions?: Postcondition[];
  /** Findings that were removed from the report before it was stored. */
  findings?: Finding[];
  receipt?: Receipt;
}

/** A condition that must hold after an action. `unknown` means that the report lacks the needed facts. */
export interface Postcondition {
  policy: string;
  name: string;
  result: Open<"holds" | "broken" | "unknown">;
}

/** The identity of an API key. */
export interface Whoami {
  name: string;
  configId: string;
  orgId: string;
  environment: Open<"prod" | "staging" | "dev">;
  agentId?: string;
  /** State of the circuit breaker. */
  cbState: Open<"closed" | "open" | "half_open">;
  capabilities: string[];
  policies: { name: string; actionType: string; approvalRequired: boolean }[];
  delegations: { asParent: string[]; asChild: string[] };
  /** The key's rights: its permissions, the environments in which they apply and the roles that it may give to people. */
  you?: { can: string[]; environments: Open<"prod" | "staging" | "dev">[]; assignableRoles: string[] };
}

/** The cost of an action. */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  /** Token limit of the call. It is recorded and not charged. */
  maxTokens?: number;
  /** Cost in US dollars, as a decimal string such as `"1.25"`. */
  usd?: string;
  /** Duration in whole seconds. */
  seconds?: number;
  /** True for numbers that are estimated, such as those of a stream that was left early. The ledger shows it. */
  estimated?: true;
}
