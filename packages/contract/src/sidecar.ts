import { z } from "zod";
import { ActionInput, ActionStatus, Decision, DecisionAction, DenialReason, Finding, Receipt } from "./actions.ts";
import { approvalUrl, id, json, page, timestamp } from "./primitives.ts";

const { action_type: _, tool, model, content, ...facts } = ActionInput.shape;
const name = z.string().min(1).max(256);

/**
 * `POST /evaluate`: what an application is about to do, in the words it has. The action is `tool.<name>`, `model.call` or
 * `content.check`, whichever is named first in this order.
 */
export const EvaluateInput = z
  .strictObject({
    content,
    tool: z.union([name, tool.unwrap()]).optional().describe("a name alone, or what is known of the tool; the action is tool.<name>"),
    model: z.union([name, model.unwrap()]).optional().describe("a name alone, or with its provider; the action is model.call"),
    agent_id: name.max(128).optional().describe("a label of the caller's own, kept as metadata.agent_id: who acts is known from the key"),
    ...facts,
  })
  .refine((input) => input.tool !== undefined || input.model !== undefined || input.content !== undefined, {
    path: ["content"],
    message: "name a tool, a model or content: there is nothing to evaluate",
  })
  .meta({ id: "EvaluateInput" });
export type EvaluateInput = z.infer<typeof EvaluateInput>;

/** The evidence of one decision, complete in itself. */
export const EvaluatedDecision = Decision.extend({
  denial_reason: DenialReason.optional(),
  trace_id: z
    .string()
    .regex(/^(?!0{32})[0-9a-f]{32}$/, "must be 32 hexadecimal digits, not all zero")
    .meta({ pattern: "^[0-9a-f]{32}$" })
    .optional()
    .describe("of the traceparent header, or of the decision's own"),
}).meta({ id: "EvaluatedDecision" });
export type EvaluatedDecision = z.infer<typeof EvaluatedDecision>;

export const EvaluateResult = z
  .strictObject({
    correlation_id: z.string(),
    decision: EvaluatedDecision,
    status: ActionStatus.describe("where the action stands now; a replay may have got further than its decision"),
    audit_event_id: id("evt"),
    approval_id: id("apr").optional(),
    approval_url: approvalUrl.optional(),
    timeout_at: timestamp.optional(),
    message: z.string().optional(),
    content: z.string().optional().describe("what to use instead of the content that was sent"),
    effective: z.record(z.string(), json).optional().describe("fields to use instead of those that were sent"),
    receipt: Receipt.optional(),
  })
  .meta({ id: "EvaluateResult" });
export type EvaluateResult = z.infer<typeof EvaluateResult>;

export const ValidateDecisionInput = z.strictObject({ decision: json.describe("a decision as /evaluate or POST /actions returns it") });

export const ValidateDecisionResult = z
  .strictObject({
    valid: z.boolean(),
    results: z
      .array(z.strictObject({ rule: z.string(), ok: z.boolean(), message: z.string() }))
      .describe("every rule, also those that hold"),
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
    name: z.string().describe("its key in spec.modules, when it is configured there"),
    configured_in: z.string().describe("where it is configured: a place in a policy such as spec.modules.pii, or the request that does it"),
    purpose: z.string(),
    version: z.string(),
    denial_reason: DenialReason.describe("what a denial by this module is called"),
    reason_codes: z.array(z.string()),
    config_schema: z.record(z.string(), json).describe("JSON Schema 2020-12 of its configuration"),
  })
  .meta({ id: "Module" });
export const ModulePage = page(ModuleView).meta({ id: "ModulePage" });
export type ModulePage = z.infer<typeof ModulePage>;
