import type { Evaluation, ScanFinding, ScanResult } from "./evaluation.ts";
import { Fields } from "./fields.ts";
import type { JsonValue } from "./json.ts";
import type {
  ActionFacts,
  ActionResult,
  ActionStatus,
  CheckResult,
  ConditionResult,
  Decision,
  Finding,
  Obligation,
  PolicyVerdict,
  Postcondition,
  Receipt,
  ReportResult,
  ShadowVerdict,
  Whoami,
} from "./results.ts";

const ACTION_STATUSES: readonly ActionStatus[] = [
  "executed",
  "denied",
  "requested",
  "approved",
  "expired",
  "cancelled",
  "lapsed",
  "revoked",
  "refused",
];

const text = (fields: Fields, name: string) => fields.text(name);

/** Reads an object whose keys the policy author or the caller chose. */
function record(fields: Fields, name: string): Record<string, JsonValue> {
  fields.object(name, () => undefined);
  // The line above checks that this is an object.
  return fields.json(name) as Record<string, JsonValue>;
}

/** Reads an object whose values are strings. */
function texts(fields: Fields, name: string): Record<string, string> {
  const names = Object.keys(record(fields, name));
  return fields.object(name, (inner) => Object.fromEntries(names.map((key) => [key, inner.text(key)])));
}

/** Reads the answer to an action. @throws AgentLatticeError INVALID_RESPONSE, also when a field that the status requires is missing */
export function readActionResult(body: unknown): ActionResult {
  const fields = new Fields(body, "action");
  const status = fields.word("status", ACTION_STATUSES);
  const facts = readActionFacts(fields);
  if (status === "executed") {
    return {
      status,
      ...facts,
      ...fields.maybe("executed_event_id", "executedEventId", text),
      ...fields.maybe("permit", "permit", text),
      ...fields.maybe("permit_expires_at", "permitExpiresAt", text),
    };
  }
  if (status === "denied") return { status, ...facts, denialReason: facts.denialReason ?? "POLICY_DENIED" };
  const approvalId = fields.text("approval_id");
  if (status === "requested") return { status, ...facts, approvalId, timeoutAt: fields.text("timeout_at") };
  return { status, ...facts, approvalId };
}

function readActionFacts(fields: Fields): ActionFacts {
  return {
    auditEventId: fields.text("audit_event_id"),
    actionType: fields.text("action_type"),
    environment: fields.text("environment"),
    ...fields.maybe("delegation_id", "delegationId", text),
    ...fields.maybe("approval_id", "approvalId", text),
    ...fields.maybe("approval_url", "approvalUrl", text),
    ...fields.maybe("message", "message", text),
    ...fields.maybe("timeout_at", "timeoutAt", text),
    ...fields.maybe("denial_reason", "denialReason", text),
    ...fields.maybe("policy_name", "policyName", text),
    conditionsEvaluated: fields.list("conditions_evaluated", readCondition),
    decision: fields.object("decision", readDecision),
    obligations: fields.list("obligations", readObligation),
    ...fields.maybe("content", "content", text),
    ...fields.maybe("effective", "effective", record),
    ...readReceipt(fields),
  };
}

/** Reads the answer of `POST /evaluate`. */
export function readEvaluation(body: unknown): Evaluation {
  const fields = new Fields(body, "evaluation");
  return {
    status: fields.word("status", ACTION_STATUSES),
    correlationId: fields.text("correlation_id"),
    auditEventId: fields.text("audit_event_id"),
    decision: fields.object("decision", (decision) => ({
      ...readDecision(decision),
      ...decision.maybe("denial_reason", "denialReason", text),
    })),
    ...fields.maybe("approval_id", "approvalId", text),
    ...fields.maybe("approval_url", "approvalUrl", text),
    ...fields.maybe("timeout_at", "timeoutAt", text),
    ...fields.maybe("message", "message", text),
    ...fields.maybe("content", "content", text),
    ...fields.maybe("effective", "effective", record),
    ...readReceipt(fields),
  };
}

/** Reads the answer of `POST /scan`. */
export function readScan(body: unknown): ScanResult {
  const fields = new Fields(body, "scan");
  return {
    action: fields.text("action"),
    reasonCodes: fields.texts("reason_codes"),
    riskScore: fields.number("risk_score"),
    findings: fields.list("findings", readScanFinding),
  };
}

export function readCheckResult(body: unknown): CheckResult {
  const fields = new Fields(body, "check");
  return {
    allowed: fields.flag("allowed"),
    needsApproval: fields.flag("needs_approval"),
    ...fields.maybe("policy_name", "policyName", text),
    ...fields.maybe("denial_reason", "denialReason", text),
    ...fields.maybe("message", "message", text),
    conditionsEvaluated: fields.list("conditions_evaluated", readCondition),
    ...fields.maybe("action", "action", text),
    ...fields.maybe("reason_codes", "reasonCodes", (_, name) => fields.texts(name)),
    ...fields.maybe("risk_score", "riskScore", (_, name) => fields.number(name)),
    ...readEvidence(fields),
    ...fields.maybe("mode", "mode", text),
    ...fields.maybe("shadow", "shadow", (_, name) => fields.list(name, readShadow)),
    ...fields.maybe("content", "content", text),
    ...fields.maybe("effective", "effective", record),
    ...fields.maybe("explain", "explain", (_, name) => fields.list(name, readExplanation)),
  };
}

export function readReportResult(body: unknown): ReportResult {
  const fields = new Fields(body, "report");
  return {
    id: fields.text("id"),
    auditEventId: fields.text("audit_event_id"),
    status: fields.text("status"),
    reportedAt: fields.text("reported_at"),
    ...fields.maybe("postconditions", "postconditions", (_, name) => fields.list(name, readPostcondition)),
    ...fields.maybe("findings", "findings", (_, name) => fields.list(name, readFinding)),
    ...readReceipt(fields),
  };
}

function readPostcondition(fields: Fields): Postcondition {
  return { policy: fields.text("policy"), name: fields.text("name"), result: fields.text("result") };
}

export function readWhoami(body: unknown): Whoami {
  const fields = new Fields(body, "whoami");
  return {
    name: fields.text("name"),
    configId: fields.text("config_id"),
    orgId: fields.text("org_id"),
    environment: fields.text("environment"),
    ...fields.maybe("agent_id", "agentId", text),
    cbState: fields.text("cb_state"),
    capabilities: fields.texts("capabilities"),
    policies: fields.list("policies", (policy) => ({
      name: policy.text("name"),
      actionType: policy.text("action_type"),
      approvalRequired: policy.flag("approval_required"),
    })),
    delegations: fields.object("delegations", (held) => ({ asParent: held.texts("as_parent"), asChild: held.texts("as_child") })),
    ...fields.maybe("you", "you", (_, name) => fields.object(name, readRights)),
  };
}

function readRights(you: Fields): NonNullable<Whoami["you"]> {
  return { can: you.texts("can"), environments: you.texts("environments"), assignableRoles: you.texts("assignable_roles") };
}

function readCondition(fields: Fields): ConditionResult {
  return {
    field: fields.text("field"),
    operator: fields.text("operator"),
    expected: fields.json("expected"),
    actual: fields.json("actual"),
    result: fields.flag("result"),
    source: fields.text("source"),
    ...fields.maybe("remedy", "remedy", text),
    policy: fields.text("policy"),
    path: fields.text("path"),
  };
}

function readDecision(fields: Fields): Decision {
  return {
    id: fields.text("id"),
    action: fields.text("action"),
    status: fields.text("status"),
    reasonCodes: fields.texts("reason_codes"),
    riskScore: fields.number("risk_score"),
    mode: fields.text("mode"),
    shadow: fields.list("shadow", readShadow),
    policies: fields.list("policies", readVerdict),
    ...fields.maybe("conditions_evaluated", "conditionsEvaluated", (_, name) => fields.list(name, readCondition)),
    ...readEvidence(fields),
    eventTypes: fields.texts("event_types"),
    evaluatedAt: fields.text("evaluated_at"),
    ...fields.maybe("teec_version", "teecVersion", text),
    ...fields.maybe("component_versions", "componentVersions", texts),
    ...fields.maybe("correlation_id", "correlationId", text),
    ...fields.maybe("trace_id", "traceId", text),
  };
}

function readShadow(fields: Fields): ShadowVerdict {
  return {
    ...readVerdict(fields),
    ...fields.maybe("action", "action", text),
    ...fields.maybe("reason", "reason", text),
    ...fields.maybe("conditions", "conditions", (_, name) => fields.list(name, readCondition)),
    ...fields.maybe("findings", "findings", (_, name) => fields.list(name, readFinding)),
  };
}

function readVerdict(fields: Fields): PolicyVerdict {
  return {
    id: fields.text("id"),
    name: fields.text("name"),
    version: fields.number("version"),
    hash: fields.text("hash"),
    verdict: fields.text("verdict"),
    mode: fields.text("mode"),
  };
}

function readObligation(fields: Fields): Obligation {
  return {
    type: fields.text("type"),
    policy: fields.text("policy"),
    ...fields.maybe("params", "params", record),
    ...fields.maybe("module", "module", text),
    ...(fields.maybe("advisory", "advisory", (_, name) => fields.flag(name)).advisory ? { advisory: true as const } : {}),
  };
}

function readEvidence(fields: Fields): { findings?: Finding[]; obligations?: Obligation[] } {
  return {
    ...fields.maybe("findings", "findings", (_, name) => fields.list(name, readFinding)),
    ...fields.maybe("obligations", "obligations", (_, name) => fields.list(name, readObligation)),
  };
}

function readFinding(fields: Fields): Finding {
  return { ...readScanFinding(fields), policy: fields.text("policy"), path: fields.text("path"), part: fields.text("part") };
}

function readScanFinding(fields: Fields): ScanFinding {
  return {
    type: fields.text("type"),
    category: fields.text("category"),
    module: fields.text("module"),
    severity: fields.text("severity"),
    confidence: fields.number("confidence"),
    start: fields.number("start"),
    end: fields.number("end"),
    ...fields.maybe("fingerprint", "fingerprint", text),
  };
}

function readExplanation(fields: Fields) {
  return {
    policy: fields.text("policy"),
    applied: fields.flag("applied"),
    verdict: fields.text("verdict"),
    because: fields.text("because"),
  };
}

function readReceipt(fields: Fields): { receipt?: Receipt } {
  return fields.maybe("receipt", "receipt", (_, name) =>
    fields.object(name, (receipt) => ({
      seq: receipt.number("seq"),
      entry: receipt.text("entry"),
      leaf_hash: receipt.text("leaf_hash"),
      hashes: receipt.texts("hashes"),
      checkpoint: receipt.text("checkpoint"),
    })),
  );
}
