import { z } from "zod";
import { ActionInput, ActionStatus, Decision, DecisionAction, DenialReason, Finding, Receipt } from "./actions.ts";
import { approvalUrl, id, json, page, timestamp } from "./primitives.ts";

const { action_type: _, tool, model, content, ...facts } = ActionInput.shape;
const name = z.string().min(1).max(256);

/**
 * Body of `POST /evaluate`: a tool call, a model call or a text. The action type is `tool.<name>`, `model.call` or `content.check`,
 * by the first of these fields that is present.
 */
export const EvaluateInput = z
  .strictObject({
    content,
    tool: z
      .union([name, tool.unwrap()])
      .optional()
      .describe("A tool name, or an object that describes the tool. The action type is tool.<name>"),
    model: z
      .union([name, model.unwrap()])
      .optional()
      .describe("A model name, or an object with name and provider. The action type is model.call"),
    agent_id: name
      .max(128)
      .optional()
      .describe("A label chosen by the caller, stored as metadata.agent_id. The acting agent is the one of the key"),
    ...facts,
  })
  .refine((input) => input.tool !== undefined || input.model !== undefined || input.content !== undefined, {
    path: ["content"],
    message: "send at least one of tool, model and content",
  })
  .meta({ id: "EvaluateInput" });
export type EvaluateInput = z.infer<typeof EvaluateInput>;

/** The self-contained evidence of one decision. */
export const EvaluatedDecision = Decision.extend({
  denial_reason: DenialReason.optional(),
  trace_id: z
    .string()
    .regex(/^(?!0{32})[0-9a-f]{32}$/, "must be 32 hexadecimal digits, not all zero")
    .meta({ pattern: "^[0-9a-f]{32}$" })
    .optional()
    .describe("Trace id of the traceparent header, or a generated one"),
}).meta({ id: "EvaluatedDecision" });
export type EvaluatedDecision = z.infer<typeof EvaluatedDecision>;

export const EvaluateResult = z
  .strictObject({
    correlation_id: z.string(),
    decision: EvaluatedDecision,
    status: ActionStatus.describe("Current status of the action. In a replay it may be later than the decision's status"),
    audit_event_id: id("evt"),
    approval_id: id("apr").optional(),
    approval_url: approvalUrl.optional(),
    timeout_at: timestamp.optional(),
    message: z.string().optional(),
    content: z.string().optional().describe("Redacted content to use instead of the submitted content"),
    effective: z.record(z.string(), json).optional().describe("Rewritten fields to use instead of the submitted ones"),
    receipt: Receipt.optional(),
  })
  .meta({ id: "EvaluateResult" });
export type EvaluateResult = z.infer<typeof EvaluateResult>;

export const ValidateDecisionInput = z.strictObject({ decision: json.describe("A decision returned by POST /evaluate or POST /actions") });

export const ValidateDecisionResult = z
  .strictObject({
    valid: z.boolean(),
    passed: z.number().int().min(0).describe("Number of rules that hold"),
    failed: z.number().int().min(0).describe("Number of rules that are broken"),
    reason: z.string().optional().describe("Present when the decision is not valid: the first broken rule"),
    results: z
      .array(z.strictObject({ rule: z.string(), ok: z.boolean(), message: z.string() }))
      .describe("All rules, including those that passed"),
  })
  .meta({ id: "ValidateDecisionResult" });
export type ValidateDecisionResult = z.infer<typeof ValidateDecisionResult>;

export const ScanInput = z.strictObject({ content: content.unwrap() });

export const ScanResult = z
  .strictObject({
    findings: z.array(Finding.omit({ policy: true, path: true, part: true }).meta({ id: "ScanFinding" })),
    action: DecisionAction,
    reason_codes: z.array(z.string()),
    risk_score: z.number().min(0).max(100),
  })
  .meta({ id: "ScanResult" });
export type ScanResult = z.infer<typeof ScanResult>;

export const ModuleView = z
  .strictObject({
    name: z.string().describe("Key in spec.modules, if the module is configured there"),
    configured_in: z.string().describe("Where to configure the module: a policy field such as spec.modules.pii, or an API request"),
    purpose: z.string(),
    version: z.string(),
    denial_reason: DenialReason.describe("Denial reason of this module"),
    reason_codes: z.array(z.string()),
    config_schema: z.record(z.string(), json).describe("JSON Schema 2020-12 of the module's configuration"),
  })
  .meta({ id: "Module" });
export const ModulePage = page(ModuleView).meta({ id: "ModulePage" });
export type ModulePage = z.infer<typeof ModulePage>;
