import { APPROVAL_STATUSES } from "@agentlattice/core/approval";
import { z } from "zod";
import { ActionInput, ConditionResult, PolicyVerdict } from "./actions.ts";
import { DelegationPath, NamedAgent } from "./agents.ts";
import { actionType, approvalUrl, environment, hex32, id, page, pageQuery, timestamp } from "./primitives.ts";

export const ApprovalStatus = z.enum(APPROVAL_STATUSES);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

export const Person = z.strictObject({ id: id("usr"), name: z.string(), role: z.string().optional() });

export const RiskLevel = z.enum(["low", "medium", "high", "critical"]);

export const ApprovalStage = z.strictObject({
  approvers: z.array(z.string()),
  quorum: z.number().int(),
  approvals: z.number().int(),
  satisfied: z.boolean(),
});

export const ApprovalVote = z.strictObject({
  user: Person,
  decision: z.enum(["approve", "deny"]),
  at: timestamp,
  reason: z.string().optional(),
});

/** The fields of an approval that the requesting agent and the people of its organisation may see. */
const approvalShape = {
  id: id("apr"),
  status: ApprovalStatus,
  approval_url: approvalUrl,
  action_type: actionType,
  target: z.string().nullable().describe("Target of the action as named by the agent. Untrusted text"),
  summary: z
    .string()
    .nullable()
    .describe("One-line summary from the policy's approval.summary, otherwise from the agent. Untrusted; render it as plain text"),
  environment,
  digest: hex32,
  audit_event_id: id("evt"),
  executed_event_id: id("evt").optional(),
  requested_by: NamedAgent,
  delegation: DelegationPath.optional().describe("Present when a delegated agent submitted the action"),
  requested_at: timestamp,
  expires_at: timestamp,
  use_within: z.number().int().describe("Seconds after the approval within which it must be used"),
  lapses_at: timestamp.optional(),
  decided_at: timestamp.optional(),
  decided_by: Person.optional(),
  reason: z.string().optional().describe("The reviewer's reason"),
  refusal: z.string().optional().describe("Reason why the approval could not be collected"),
  stages: z.array(ApprovalStage),
  votes: z.array(ApprovalVote),
  risk: z.strictObject({ level: RiskLevel, score: z.number().int(), reasons: z.array(z.string()) }),
  policies: z.array(PolicyVerdict),
  server_time: timestamp,
};

export const Approval = z.strictObject(approvalShape).meta({ id: "Approval" });
export type Approval = z.infer<typeof Approval>;

/** Further fields for reviewers: the exact arguments, the rule and the record. Only people may read them. */
export const ApprovalReview = z
  .strictObject({
    ...approvalShape,
    submission: ActionInput.nullable().describe("null when the payload was erased"),
    conditions_evaluated: z.array(ConditionResult),
    rule: z
      .strictObject({
        policy: z.string(),
        version: z.number().int(),
        lines: z.array(z.strictObject({ n: z.number().int(), text: z.string(), asked: z.boolean() })),
      })
      .nullable(),
    path: z.array(z.strictObject({ kind: z.enum(["person", "agent"]), id: z.string(), name: z.string(), note: z.string() })),
    reason_rule: z.enum(["required_on_deny", "always", "optional"]),
    eligible: z.array(Person),
    you: z.strictObject({ can_decide: z.boolean(), because: z.string().nullable() }),
    record: z.strictObject({
      days: z.number().int(),
      executed: z.number().int(),
      requested: z.number().int(),
      denied: z.number().int(),
      since: timestamp,
    }),
    recent: z.array(
      z.strictObject({
        id: id("apr"),
        status: ApprovalStatus,
        target: z.string().nullable(),
        summary: z.string().nullable(),
        decided_by: Person.optional(),
        decided_at: timestamp.optional(),
        took_ms: z.number().int(),
      }),
    ),
  })
  .meta({ id: "ApprovalReview" });
export type ApprovalReview = z.infer<typeof ApprovalReview>;

export const ApprovalListQuery = pageQuery.extend({
  status: z
    .enum(["pending", "mine", "decided", "all"])
    .default("pending")
    .describe("`mine`: decided by the caller. `decided`: any final state"),
  environment: environment.optional().describe("Requests made in this environment"),
});
export const ApprovalPage = page(Approval).meta({ id: "ApprovalPage" });

export const DecisionInput = z
  .strictObject({
    decision: z.enum(["approve", "deny"]),
    digest: hex32.optional().describe("Digest of the approval as the reviewer saw it. Required to approve"),
    reason: z
      .string()
      .max(4 * 1024)
      .optional(),
  })
  .meta({ id: "DecisionInput" });
export type DecisionInput = z.infer<typeof DecisionInput>;

const audience = z.string().min(1).max(256);
export const CollectInput = z.strictObject({ audience: audience.optional() }).meta({ id: "CollectInput" });
export const ConsumePermitInput = z
  .strictObject({ permit: z.string().max(256), audience: audience.optional(), submission: ActionInput })
  .meta({ id: "ConsumePermitInput" });
export const ConsumePermitResult = z
  .strictObject({
    jti: id("prm"),
    approval_id: id("apr"),
    action_type: actionType,
    agent_id: id("agt"),
    consumed_at: timestamp,
    audit_event_id: id("evt"),
    replayed: z.boolean().describe("true when an earlier call with this Idempotency-Key consumed the permit and this is its response"),
  })
  .meta({ id: "ConsumePermitResult" });
