import { DENIAL_REASONS } from "@agentlattice/core";
import { z } from "zod";
import { actionType, approvalUrl, cappedRecord, environment, hex32, id, json, timestamp } from "./primitives.ts";
import { anyCharacters } from "./stored-text.ts";

const METADATA_BYTES = 64 * 1024;
const shortText = z.string().max(256);
const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const decimal = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, "must be a decimal string such as 1.25");

export const DataAccess = z.strictObject({
  type: z.string().min(1).max(128),
  count: amount.optional(),
  sensitivity: z.string().max(64).optional(),
});

/** `POST /actions` and `POST /actions/check`: what the agent wants to do. Unknown fields are refused. */
export const ActionInput = z
  .strictObject({
    action_type: actionType,
    metadata: cappedRecord(METADATA_BYTES).optional(),
    data_accessed: z.array(DataAccess).max(256).optional(),
    content: anyCharacters(z.string().max(512 * 1024)).optional(),
    justification: anyCharacters(z.string().max(8 * 1024)).optional(),
    summary: anyCharacters(z.string().min(1).max(256))
      .optional()
      .describe(
        "what the agent asks for in one line; reviewers read it as the agent's claim, unless a policy's approval.summary says more",
      ),
    before: json.optional(),
    after: json.optional(),
    tool: z
      .strictObject({ name: shortText, server: shortText.optional(), version: shortText.optional(), arguments: json.optional() })
      .optional(),
    tools: z.array(shortText).max(512).optional().describe("names of the tools that the agent would be shown"),
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
      })
      .optional(),
    tags: z.array(z.string().max(64)).max(64).optional(),
    data_subjects: z.array(shortText).max(64).optional(),
    session_id: z.string().min(1).max(128).optional(),
    run_id: id("run", ", as POST /runs answers it; send an id of your own as session_id or correlation_id")
      .optional()
      .describe("a run that POST /runs created, by this agent or by one of its delegation chain"),
    iteration_index: amount.optional(),
    correlation_id: z.string().min(1).max(128).optional(),
    parent_event_id: id("evt").optional(),
    supports: z.array(z.string().max(32)).max(16).optional(),
  })
  .meta({ id: "ActionInput" });
export type ActionInput = z.infer<typeof ActionInput>;

/** One clause of a policy and how it came out; `actual: null` when nothing was known. */
export const ConditionResult = z
  .strictObject({
    field: z.string(),
    operator: z.string(),
    expected: json,
    actual: json,
    result: z.boolean().describe("whether the comparison itself holds; below a not, as path tells, one that holds stands in the way"),
    source: z.enum(["asserted", "attested"]),
    remedy: z.string().optional(),
    policy: z.string(),
    path: z.string(),
  })
  .meta({ id: "ConditionResult" });
export type ConditionResult = z.infer<typeof ConditionResult>;

/** Parameters of `degrade` and `route`: the model to use. */
const ModelParams = z
  .strictObject({ model: z.strictObject({ provider: z.string().optional(), name: z.string() }) })
  .meta({ id: "ModelParams" });

/** Parameters of `retain`: how long what is written may be kept. */
const RetainParams = z.strictObject({ for: z.string().describe("a duration such as 30d") }).meta({ id: "RetainParams" });

export const Obligation = z
  .strictObject({
    type: z.string(),
    policy: z.string(),
    params: z
      .union([ModelParams, RetainParams, z.record(z.string(), json)])
      .optional()
      .describe(
        "degrade and route: ModelParams; retain: RetainParams; check_after: {checks: [name]}; postconditions: {checks: [{name, holds}]}; of policies' own obligations what they say",
      ),
    module: z.string().optional().describe("the module that requires it"),
    advisory: z.literal(true).optional().describe("may be left undone"),
  })
  .meta({ id: "Obligation" });

/** Something a module found: where and what kind, never the value. */
export const Finding = z
  .strictObject({
    type: z.string(),
    category: z.string(),
    module: z.string(),
    policy: z.string(),
    severity: z.enum(["low", "medium", "high", "critical"]),
    confidence: z.number().min(0).max(1),
    path: z.string().describe("where in the submission, such as metadata.token"),
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
    entry: z.string().describe("the exact leaf text"),
    leaf_hash: hex32,
    hashes: z.array(z.string()).describe("inclusion proof, base64, leaf to root (RFC 9162)"),
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

/** What a policy in monitor mode, or in a monitored environment the default, would have done. */
export const ShadowVerdict = PolicyVerdict.extend({
  id: z.union([id("pol"), z.literal("default")]).describe("a policy, or the organisation's default with version 0"),
  action: DecisionAction.optional(),
  reason: z.enum(DENIAL_REASONS).optional().describe("why it would have denied"),
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
    shadow: z.array(ShadowVerdict).describe("what would have been done where it is only monitored"),
    policies: z.array(PolicyVerdict),
    conditions_evaluated: z.array(ConditionResult).optional(),
    findings: z.array(Finding).optional(),
    obligations: z.array(Obligation).optional(),
    event_types: z.array(z.string()),
    evaluated_at: timestamp,
    teec_version: z.string().optional().describe("of the registry that the codes and event types are from"),
    component_versions: z.record(z.string(), z.string()).optional().describe("what made the decision, by part"),
    correlation_id: z.string().optional().describe("the caller's, or else ours"),
    trace_id: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .optional()
      .describe("of the traceparent header, or of the decision's own"),
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

export const ActionStatus = z.enum(["executed", "denied", "requested", "approved", "expired", "cancelled", "lapsed", "revoked", "refused"]);
export const DenialReason = z.enum(DENIAL_REASONS);

/** The answer of `POST /actions`, `GET /actions/{id}` and, with a permit, of collect. */
export const ActionResult = z
  .strictObject({
    status: ActionStatus,
    audit_event_id: id("evt"),
    executed_event_id: id("evt").optional(),
    action_type: actionType,
    environment,
    delegation_id: id("del").optional().describe("when a delegated agent asked"),
    approval_id: id("apr").optional(),
    approval_url: approvalUrl.optional(),
    message: z.string().optional(),
    timeout_at: timestamp.optional(),
    denial_reason: DenialReason.optional(),
    policy_name: z.string().optional(),
    conditions_evaluated: z.array(ConditionResult),
    decision: Decision,
    obligations: z.array(Obligation),
    content: z.string().optional().describe("what to use instead of the content that was sent"),
    effective: z.record(z.string(), json).optional().describe("fields to use instead of those that were sent"),
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

/** The cost of an action. Budgets charge it in place of what they had reserved. */
export const ReportedUsage = z.strictObject({
  input_tokens: amount.optional(),
  output_tokens: amount.optional(),
  max_tokens: amount.optional().describe("the limit that was set for the call; recorded, not charged"),
  usd: decimal.optional(),
  seconds: amount.optional(),
});

const outcome = {
  status: z.enum(["success", "failure", "partial"]),
  message: anyCharacters(z.string().max(8 * 1024)).optional(),
  metadata: cappedRecord(METADATA_BYTES).optional(),
  usage: ReportedUsage.optional(),
};

/** `POST /actions/{audit_event_id}/report`: how it went. Append-only. */
export const ReportInput = z.strictObject(outcome).meta({ id: "ReportInput" });
export type ReportInput = z.infer<typeof ReportInput>;

/** `POST /report`: the same with the id in the body. */
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
      .describe("what the policies of the decision required to hold afterwards, held against this report"),
    findings: z.array(Finding).optional().describe("what the policies of the decision took out of this report before it was stored"),
    receipt: Receipt.optional(),
  })
  .meta({ id: "ReportResult" });
export type ReportResult = z.infer<typeof ReportResult>;
