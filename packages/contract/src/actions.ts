import { DENIAL_REASONS } from "@agentlattice/core";
import { z } from "zod";
import { GrantCoverage, GrantMismatch } from "./grant-bounds.ts";
import {
  actionType,
  amount,
  approvalUrl,
  cappedRecord,
  decimal,
  decisionTag,
  environment,
  estimated,
  hex32,
  id,
  json,
  MAX_TAGS,
  timestamp,
} from "./primitives.ts";
import { anyCharacters } from "./stored-text.ts";
import { endpointName } from "./webhooks.ts";

const METADATA_BYTES = 64 * 1024;
const shortText = z.string().max(256);
export const DataAccess = z.strictObject({
  type: z.string().min(1).max(128),
  count: amount.optional(),
  sensitivity: z.string().max(64).optional(),
});

/** Body of `POST /actions` and `POST /actions/check`. Unknown fields are rejected. */
export const ActionInput = z
  .strictObject({
    action_type: actionType,
    metadata: cappedRecord(METADATA_BYTES).optional(),
    data_accessed: z.array(DataAccess).max(256).optional(),
    content: anyCharacters(z.string().max(512 * 1024)).optional(),
    justification: anyCharacters(z.string().max(8 * 1024)).optional(),
    summary: anyCharacters(z.string().min(1).max(256))
      .optional()
      .describe("One-line summary by the agent. Reviewers see it as the agent's claim, unless a policy's approval.summary replaces it"),
    callback: endpointName
      .optional()
      .describe("Name of a webhook of this organisation. It receives the decision, signed, so that the agent need not wait"),
    before: json.optional(),
    after: json.optional(),
    tool: z
      .strictObject({ name: shortText, server: shortText.optional(), version: shortText.optional(), arguments: json.optional() })
      .optional(),
    tools: z.array(shortText).max(512).optional().describe("Names of the tools offered to the agent"),
    model: z.strictObject({ provider: shortText.optional(), name: shortText }).optional(),
    skill: shortText.optional(),
    memory: z
      .strictObject({
        op: z.enum(["read", "write"]),
        scope: z.enum(["session", "agent", "user", "shared", "global"]),
        class: z.enum(["public", "internal", "confidential", "restricted"]),
        key: shortText.optional(),
        value: json.optional(),
      })
      .optional(),
    usage: z
      .strictObject({
        input_tokens: amount.optional(),
        output_tokens: amount.optional(),
        max_tokens: amount.optional(),
        usd: decimal.optional(),
        seconds: amount.optional().describe("Expected duration in whole seconds"),
      })
      .optional(),
    tags: z.array(decisionTag).max(MAX_TAGS).optional(),
    importance: z
      .enum(["low", "normal", "high"])
      .optional()
      .describe("How much the decision matters to those who look it up. `normal` by default"),
    retention: z
      .enum(["short", "standard", "long"])
      .optional()
      .describe("The retention class of the record. It is recorded and shown; nothing is deleted because of it. `standard` by default"),
    data_subjects: z.array(shortText).max(64).optional(),
    session_id: z.string().min(1).max(128).optional(),
    run_id: id("run", ", as POST /runs answers it; send an id of your own as session_id or correlation_id")
      .optional()
      .describe("A run that this agent, or an agent above it in its delegation chain, created with POST /runs"),
    iteration_index: amount.optional(),
    correlation_id: z.string().min(1).max(128).optional(),
    parent_event_id: id("evt").optional(),
    supports: z
      .array(z.string().max(32))
      .max(16)
      .optional()
      .describe(
        "Obligations that the caller fulfils, such as `redact`. `edit` promises to run the arguments as a reviewer changed them, which `effective` of the collected answer has; without it, reviewers cannot change any",
      ),
  })
  .meta({ id: "ActionInput" });
export type ActionInput = z.infer<typeof ActionInput>;

/** The result of one condition of a policy. `actual` is null when the field had no value. */
export const ConditionResult = z
  .strictObject({
    field: z.string(),
    operator: z.string(),
    expected: json,
    actual: json,
    result: z.boolean().describe("Result of the comparison itself, before a `not` in the path is applied"),
    source: z.enum(["asserted", "attested"]),
    remedy: z.string().optional(),
    policy: z.string(),
    path: z.string(),
  })
  .meta({ id: "ConditionResult" });
export type ConditionResult = z.infer<typeof ConditionResult>;

/** Parameters of `degrade` and `route`: the model to use instead. */
const ModelParams = z
  .strictObject({ model: z.strictObject({ provider: z.string().optional(), name: z.string() }) })
  .meta({ id: "ModelParams" });

/** Parameters of `retain`: how long written data may be kept. */
const RetainParams = z.strictObject({ for: z.string().describe("A duration such as 30d") }).meta({ id: "RetainParams" });

export const Obligation = z
  .strictObject({
    type: z.string(),
    policy: z.string(),
    params: z
      .union([ModelParams, RetainParams, z.record(z.string(), json)])
      .optional()
      .describe(
        "degrade and route: ModelParams; retain: RetainParams; check_after: {checks: [name]}; postconditions: {checks: [{name, holds}]}. Obligations of your own policies define their own parameters",
      ),
    module: z.string().optional().describe("The module that requires the obligation"),
    advisory: z.literal(true).optional().describe("The obligation is optional"),
  })
  .meta({ id: "Obligation" });

/** A finding of a module: its kind and location, never the value. */
export const Finding = z
  .strictObject({
    type: z.string(),
    category: z.string(),
    module: z.string(),
    policy: z.string(),
    severity: z.enum(["low", "medium", "high", "critical"]),
    confidence: z.number().min(0).max(1),
    path: z.string().describe("Path in the submission, such as metadata.token"),
    part: z.enum(["value", "key"]),
    start: z.number().int().min(0),
    end: z.number().int().min(0),
    fingerprint: z.string().optional(),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof Finding>;

export const Receipt = z
  .strictObject({
    seq: z.number().int(),
    entry: z.string().describe("The exact text of the leaf"),
    leaf_hash: hex32,
    hashes: z.array(z.string()).describe("Inclusion proof from leaf to root, in base64 (RFC 9162)"),
    checkpoint: z.string().describe("C2SP signed note"),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

export const DecisionAction = z.enum([
  "DENY",
  "DENY_WRITE",
  "DENY_READ",
  "REQUIRE_APPROVAL",
  "PENDING",
  "REDACT",
  "REDACT_AND_WRITE",
  "DEGRADE",
  "STORE_SUMMARY_ONLY",
  "TRANSFORM",
  "ALLOW",
  "ALLOW_WRITE",
]);

export const PolicyVerdict = z.strictObject({
  id: id("pol"),
  name: z.string(),
  version: z.number().int(),
  hash: hex32,
  verdict: z.enum(["allow", "approve", "deny", "guard"]),
  mode: z.enum(["enforce", "monitor", "report_only"]),
});

/** The verdict of a policy in monitor mode, or of the default in a monitored environment. It has no effect. */
export const ShadowVerdict = PolicyVerdict.extend({
  id: z.union([id("pol"), z.literal("default")]).describe("A policy, or the organisation's default with version 0"),
  action: DecisionAction.optional(),
  reason: z.enum(DENIAL_REASONS).optional().describe("Denial reason the policy would have given"),
  conditions: z.array(ConditionResult).optional(),
  findings: z.array(Finding).optional(),
}).meta({ id: "ShadowVerdict" });
export type ShadowVerdict = z.infer<typeof ShadowVerdict>;

/** The evidence of one decision (TEEC). */
export const Decision = z
  .strictObject({
    id: id("evt"),
    action: DecisionAction,
    status: z.enum(["executed", "denied", "requested"]),
    reason_codes: z.array(z.string()),
    risk_score: z.number().min(0).max(100),
    mode: z.enum(["enforce", "monitor", "report_only"]),
    shadow: z.array(ShadowVerdict).describe("Verdicts of monitored policies, which have no effect"),
    policies: z.array(PolicyVerdict),
    conditions_evaluated: z.array(ConditionResult).optional(),
    findings: z.array(Finding).optional(),
    obligations: z.array(Obligation).optional(),
    event_types: z.array(z.string()),
    evaluated_at: timestamp,
    teec_version: z.string().optional().describe("Version of the registry of codes and event types"),
    component_versions: z.record(z.string(), z.string()).optional().describe("Versions of the components that made the decision"),
    correlation_id: z.string().optional().describe("The caller's id, or a generated one"),
    trace_id: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .optional()
      .describe("Trace id of the traceparent header, or a generated one"),
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

export const ActionStatus = z.enum(["executed", "denied", "requested", "approved", "expired", "cancelled", "lapsed", "revoked", "refused"]);
export const DenialReason = z.enum(DENIAL_REASONS);

/** Response of `POST /actions`, of `GET /actions/{id}` and, with a permit, of collect. */
export const ActionResult = z
  .strictObject({
    status: ActionStatus,
    audit_event_id: id("evt"),
    executed_event_id: id("evt").optional(),
    action_type: actionType,
    environment,
    delegation_id: id("del").optional().describe("Present when a delegated agent submitted the action"),
    approval_id: id("apr").optional(),
    approval_url: approvalUrl.optional(),
    grant_id: id("gra").optional().describe("The standing grant that allowed the action without a new approval"),
    grant: GrantCoverage.optional().describe("What this grant covers, and what is left of it after this use"),
    grant_mismatch: GrantMismatch.optional().describe(
      "Present while a person is asked although a standing grant of this agent and action nearly covers the submission",
    ),
    message: z.string().optional(),
    timeout_at: timestamp.optional(),
    denial_reason: DenialReason.optional(),
    policy_name: z.string().optional(),
    reason: z
      .string()
      .optional()
      .describe("Present when the action was denied or its approval ended: the denial reason, or a code such as APPROVAL_CANCELLED"),
    policy: z.string().optional().describe("With `reason`: the policy that decided"),
    conditions: z.array(ConditionResult).optional().describe("With `reason`: the conditions that explain it, with remedies"),
    reviewer_reason: z.string().optional().describe("The words of the reviewer who denied it. Untrusted text"),
    conditions_evaluated: z.array(ConditionResult),
    decision: Decision,
    obligations: z.array(Obligation),
    content: z.string().optional().describe("Redacted content to use instead of the submitted content"),
    effective: z.record(z.string(), json).optional().describe("Rewritten fields to use instead of the submitted ones"),
    receipt: Receipt.optional(),
    permit: z.string().optional(),
    permit_expires_at: timestamp.optional(),
  })
  .meta({ id: "ActionResult" });
export type ActionResult = z.infer<typeof ActionResult>;

export const CheckResult = z
  .strictObject({
    allowed: z.boolean(),
    needs_approval: z.boolean(),
    grant_id: id("gra").optional().describe("The standing grant that would allow the action without a new approval"),
    grant_mismatch: GrantMismatch.optional().describe("The standing grant of this agent and action that nearly covers the submission"),
    policy_name: z.string().optional(),
    denial_reason: DenialReason.optional(),
    message: z.string().optional(),
    conditions_evaluated: z.array(ConditionResult),
    action: DecisionAction.optional(),
    reason_codes: z.array(z.string()).optional(),
    risk_score: z.number().min(0).max(100).optional(),
    findings: z.array(Finding).optional(),
    obligations: z.array(Obligation).optional(),
    mode: z.enum(["enforce", "monitor", "report_only"]).optional(),
    shadow: z.array(ShadowVerdict).optional(),
    content: z.string().optional(),
    effective: z.record(z.string(), json).optional(),
    explain: z.array(z.strictObject({ policy: z.string(), applied: z.boolean(), verdict: z.string(), because: z.string() })).optional(),
  })
  .meta({ id: "CheckResult" });
export type CheckResult = z.infer<typeof CheckResult>;

/** The actual cost of an action. Budgets charge it instead of the reserved amount. */
export const ReportedUsage = z.strictObject({
  input_tokens: amount.optional(),
  output_tokens: amount.optional(),
  max_tokens: amount.optional().describe("The token limit of the call. It is recorded but not charged"),
  usd: decimal.optional(),
  seconds: amount.optional(),
  estimated: estimated.optional(),
});

const outcome = {
  status: z.enum(["success", "failure", "partial"]),
  message: anyCharacters(z.string().max(8 * 1024)).optional(),
  metadata: cappedRecord(METADATA_BYTES).optional(),
  usage: ReportedUsage.optional(),
};

/** Body of `POST /actions/{audit_event_id}/report`: the outcome of an action. Reports are append-only. */
export const ReportInput = z.strictObject(outcome).meta({ id: "ReportInput" });
export type ReportInput = z.infer<typeof ReportInput>;

/** Body of `POST /report`: an outcome with the action's id in the body. */
export const ReportByIdInput = z.strictObject({ audit_event_id: id("evt"), ...outcome }).meta({ id: "ReportByIdInput" });

export const ReportResult = z
  .strictObject({
    id: id("evt"),
    audit_event_id: id("evt"),
    status: z.string(),
    reported_at: timestamp,
    postconditions: z
      .array(z.strictObject({ policy: z.string(), name: z.string(), result: z.enum(["holds", "broken", "unknown"]) }))
      .optional()
      .describe("The postconditions of the decision's policies, checked against this report"),
    findings: z.array(Finding).optional().describe("Findings that the decision's policies removed from this report before it was stored"),
    receipt: Receipt.optional(),
  })
  .meta({ id: "ReportResult" });
export type ReportResult = z.infer<typeof ReportResult>;
