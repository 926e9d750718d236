import { APPROVAL_STATUSES } from "@agentlattice/core/approval";
import { z } from "zod";
import { ActionInput, ConditionResult, PolicyVerdict } from "./actions.ts";
import { DelegationPath, NamedAgent } from "./agents.ts";
import { CostAmounts } from "./budgets.ts";
import { GrantBounds, GrantCoverage } from "./grant-bounds.ts";
import { actionType, approvalUrl, environment, hex32, id, json, page, pageQuery, ReferenceQuery, timestamp } from "./primitives.ts";
import { SimilarityReason } from "./similarity.ts";

export const ApprovalStatus = z.enum(APPROVAL_STATUSES);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

export const Person = z.strictObject({ id: id("usr"), name: z.string(), role: z.string().optional() });

export const RiskLevel = z.enum(["low", "medium", "high", "critical"]);

export const ApprovalStage = z.strictObject({
  approvers: z.array(z.string()).describe("Includes the fallback approvers once the stage has escalated"),
  quorum: z.number().int(),
  approvals: z.number().int().describe("Votes that count now"),
  satisfied: z.boolean(),
  votes: z
    .array(z.strictObject({ user: Person, decision: z.enum(["approve", "deny"]), at: timestamp, for: Person.optional() }))
    .describe("`for`: the person who handed the approval over to the voter"),
  status: z.enum(["waiting", "open", "approved", "denied", "ended"]).describe("`waiting`: an earlier stage is still open"),
  escalated: z.boolean(),
  escalates_at: timestamp.nullable().describe("null when nothing is scheduled"),
});

export const ApprovalVote = z.strictObject({
  user: Person,
  decision: z.enum(["approve", "deny"]),
  at: timestamp,
  for: Person.optional().describe("The person who handed the approval over to the voter"),
  reason: z.string().optional(),
});

const noteText = z.string().describe("null when the text was erased").nullable();

export const ApprovalComment = z.strictObject({
  id: id("evt"),
  kind: z.enum(["comment", "question", "answer"]),
  by: z.union([Person, NamedAgent]).describe("The person, or the agent of an answer"),
  at: timestamp,
  text: noteText,
});

export const ApprovalQuestion = z.strictObject({ id: id("evt"), by: Person, at: timestamp, text: noteText });

const capAmount = z.union([z.string(), z.number()]);

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
  amount: z
    .strictObject({ field: z.string(), value: z.number() })
    .nullable()
    .describe(
      "The number that similar requests add up: the policy's grants.sum_field, otherwise `amount`, when it is a number of 0 or more",
    ),
  arguments_line: z
    .string()
    .optional()
    .describe(
      "The arguments of the tool call, otherwise the metadata, in one line of at most 160 characters, for people who may decide. Untrusted. Present in lists of pending requests and in reviews",
    ),
  argument_values: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      "The arguments by path, long texts shortened, to compare similar requests. Untrusted. Present in lists of pending requests, for people who may decide",
    ),
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
  votes: z.array(ApprovalVote).describe("Every recorded vote, also those that were withdrawn or given for an earlier digest"),
  requested_digest: hex32.describe("The digest of the submission as the agent sent it"),
  effective: z
    .record(z.string(), json)
    .optional()
    .describe("The fields of the submission that a reviewer has changed, as they are now. Present after an edit"),
  claimed_by: Person.nullable().describe("The person who works on this request; a claim ends after 5 minutes"),
  claimed_until: timestamp.nullable(),
  comments: z.array(ApprovalComment).describe("Comments, questions and answers, oldest first. Empty in lists and for agents"),
  question: ApprovalQuestion.optional().describe("The question that waits for the agent's answer. Untrusted text"),
  emergency: z
    .strictObject({ by: Person, review_by: timestamp, reviewed_by: Person.nullable(), overdue: z.boolean() })
    .optional()
    .describe("Present when one person released the request alone"),
  outcome: z
    .strictObject({
      status: z.enum(["awaited", "unknown", "executed", "failed"]),
      due_at: timestamp,
      contradicted: z.boolean(),
      settled_at: timestamp.optional().describe("The time at which an unknown outcome became known"),
      settled_by: Person.optional().describe("Who settled an unknown outcome. Absent when a report of the agent did"),
    })
    .optional()
    .describe("The outcome of the consumed permit"),
  extension: z
    .strictObject({
      caps: z.array(
        z.strictObject({
          policy: z.strictObject({ id: id("pol"), name: z.string() }),
          path: z.string().meta({ example: "spec.limits[0].budget" }),
          measure: z.enum(["usd", "tokens", "calls", "seconds"]),
          cap: capAmount.describe("The cap at the time of the request, with earlier extensions"),
          needed: capAmount.describe("The smallest extension with which the action would have fitted at the time of the request"),
          max: capAmount.describe("The most by which the cap may be extended in its period, all extensions together"),
          left: capAmount
            .optional()
            .describe(
              "The most by which the cap may be extended now: `max` without the earlier extensions of its period. Only while the request is pending",
            ),
        }),
      ),
      amounts: CostAmounts.nullable().describe("The amounts of the votes so far, or of the decision"),
    })
    .optional()
    .describe("The caps that the action exceeds. Present when a policy asks people to extend them; an approval then states `extend`"),
  grant: GrantCoverage.optional().describe("The standing grant that was given with the approval. Only in the answer of its decision"),
  risk: z.strictObject({ level: RiskLevel, score: z.number().int(), reasons: z.array(z.string()) }),
  policies: z.array(PolicyVerdict),
  server_time: timestamp,
};

export const Approval = z.strictObject(approvalShape).meta({ id: "Approval" });
export type Approval = z.infer<typeof Approval>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const EditableField = z.strictObject({
  field: z.string(),
  current: scalar.nullable().describe("The value in `submission`. null when the agent submitted none, or the payload was erased"),
  requested: scalar.nullable().describe("The value in `requested`, from which bounds such as `max: requested` are read"),
  max: z.union([z.number(), z.literal("requested")]).optional(),
  min: z.number().optional().describe("0 for a requested number of 0 or more when the policy sets only `max`"),
  one_of: z.array(scalar).optional(),
  pattern: z.string().optional(),
});

export const GrantRules = z.strictObject({
  max: z.number().int().describe("The longest time, in seconds"),
  max_count: z.number().int(),
  max_sum: z.number().nullable(),
  sum_field: z.string(),
  exact: z.boolean().describe("true when a grant covers the same arguments only"),
  target_field: z
    .string()
    .nullable()
    .describe("The member of metadata that names the target, which stays exact. null when the request has none"),
});

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
    step_up: z.boolean().describe("true when the decision needs the person's password or a one-time code"),
    grants: GrantRules.nullable().describe("The bounds of the grants that approvers may give; null when the policies allow none"),
    proposed_grant: GrantBounds.nullable().describe("The grant that every vote so far names. Name the same one to give it"),
    given_grant: id("gra").nullable().describe("The standing grant that was given with the approval"),
    similar: z
      .strictObject({
        days: z.number().int(),
        requests: z.number().int(),
        approved: z.number().int(),
        denied: z.number().int(),
      })
      .describe(
        "Other requests of these days by the same agent for the same action in the same environment, for which the same policies asked",
      ),
    evidence: z.enum(["none", "passkey"]).describe("`passkey`: your approval needs an assertion of your passkey"),
    editable: z
      .array(EditableField)
      .describe(
        'Fields that a reviewer may change, with their bounds. Empty unless the caller promised to use edits (`supports: ["edit"]`)',
      ),
    edit_refusal: z
      .enum(["EDIT_NOT_PROMISED"])
      .nullable()
      .describe("Why nothing may be changed although the policies name fields that may; otherwise null"),
    requested: ActionInput.nullable().describe("The submission as the agent sent it; the same as `submission` before an edit"),
    eligible: z.array(Person),
    you: z.strictObject({ can_decide: z.boolean(), because: z.string().nullable() }),
    record: z.strictObject({
      days: z.number().int(),
      executed: z.number().int(),
      requested: z.number().int(),
      denied: z.number().int(),
      since: timestamp,
    }),
    recent: z
      .array(
        z.strictObject({
          id: id("apr"),
          status: ApprovalStatus,
          target: z.string().nullable(),
          summary: z.string().nullable(),
          decided_by: Person.optional(),
          decided_at: timestamp.optional(),
          took_ms: z.number().int(),
          score: z.number().min(0).max(100).describe("Similarity to this request"),
          reasons: z.array(SimilarityReason),
        }),
      )
      .describe("Up to five decided requests for the same action in the same environment, the most similar first"),
  })
  .meta({ id: "ApprovalReview" });
export type ApprovalReview = z.infer<typeof ApprovalReview>;

export const ApprovalQuery = z.strictObject({
  seen_question: z
    .union([id("evt"), z.literal("none")])
    .optional()
    .describe("The id of the question that the caller knows, or `none`. A wait ends at once when another question is open"),
});

export const duration = z.string().regex(/^[1-9]\d{0,6}[smhd]$/, "must be a duration such as 30m, 2h or 7d");

export const ApprovalListQuery = pageQuery.extend({
  status: z
    .enum(["pending", "mine", "decided", "all", "unknown", "settled", "review"])
    .default("pending")
    .describe(
      "`mine`: decided by the caller. `decided`: any final state. `unknown`: the permit was consumed and no outcome is known. `settled`: the outcome was unknown and became known. `review`: released by one person alone and not reviewed",
    ),
  environment: environment.optional().describe("Requests made in this environment"),
  settled_within: duration.optional().describe("Requests whose unknown outcome became known within this time, such as 7d"),
  expires_within: duration.optional().describe("Requests that expire within this time, such as 15m, 1h or 8h"),
  extension: z.literal("true").optional().describe("Requests that ask people to extend a budget"),
  risk: RiskLevel.optional(),
  agent_id: id("agt").optional().describe("Requests of this agent"),
  policy_id: id("pol").optional().describe("Requests that this policy in force asked for"),
  action_type: actionType.optional(),
  sort: z
    .enum(["time_left", "newest", "oldest", "risk"])
    .optional()
    .describe(
      "`time_left`: next expiry first, as by default for `pending`. `oldest`: as by default for `unknown`. `newest`: as by default for the others. `risk`: highest risk first, then next expiry",
    ),
  ...ReferenceQuery.shape,
});
/** The conditions of a list, without its order and position. */
export const ApprovalCountQuery = ApprovalListQuery.omit({ cursor: true, limit: true, sort: true });
export const ApprovalCount = z
  .strictObject({ count: z.number().int().describe("Number of approvals that the same query of GET /approvals lists on all pages") })
  .meta({ id: "ApprovalCount" });
export type ApprovalCount = z.infer<typeof ApprovalCount>;
export const ApprovalPage = page(Approval).meta({ id: "ApprovalPage" });
