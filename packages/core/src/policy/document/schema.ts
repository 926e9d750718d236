import { z } from "zod";
import type { Condition } from "../../conditions/condition.ts";
import { ACTION_PATTERN, ACTION_PATTERN_FORM } from "../../model/action-pattern.ts";
import { parseDuration } from "../../model/duration.ts";
import { duration } from "../../model/duration-schema.ts";
import type { Json } from "../../model/json.ts";
import { ModulesSchema } from "../../modules/modules-schema.ts";
import { HistorySchema, LimitsSchema } from "../limits/limits-schema.ts";
import { CasesSchema } from "./case-schema.ts";

const MAX_CLOCK_SECONDS = 30 * 86_400;
const RISKS = ["low", "medium", "high", "critical"] as const;

const MAX_TEMPLATE = 200;
const SUMMARY =
  "The line that reviewers read: {pr} {title}, {pr_size} lines. Fields are those of conditions; {amount:money}, :count or :plain.";

const text = (max: number) => z.string().min(1).max(max);
const clock = duration.refine((value) => (parseDuration(value) ?? 0) <= MAX_CLOCK_SECONDS, "must be at most 30d");

const MAX_LABELS = 64;
const LABEL = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,62}$/;
const tooMany = { message: `has at most ${MAX_LABELS} labels` };
const few = (written: object) => Object.keys(written).length <= MAX_LABELS;
const labels = z.record(z.string().regex(LABEL, "must be a label name"), z.string().max(256)).refine(few, tooMany);
/** Accepts labels as {@link labels} does, with `risk` limited to four values. */
const ownLabels = z
  .object({ risk: z.enum(RISKS).optional() })
  .catchall(z.string().max(256))
  .refine(few, tooMany)
  .superRefine((written, context) => {
    for (const name of Object.keys(written))
      if (!LABEL.test(name)) context.addIssue({ code: "custom", path: [name], message: "must be a label name" });
  })
  .meta({ propertyNames: { pattern: LABEL.source } });

const approver = z
  .string()
  .max(320)
  .regex(
    /^(role:(owner|admin|operator)|user:[^\s@]+@[^\s@]+|group:[a-z0-9][a-z0-9-]*|agent_owner)$/,
    "must be role:owner, role:admin, role:operator, group:<name>, user:<email> or agent_owner; auditors and members do not decide",
  );
const approvers = z.array(approver).min(1).max(64);
const quorum = z.number().int().min(1).max(16);

const stage = z.strictObject({
  approvers: approvers.optional(),
  quorum: quorum.optional(),
  sla: clock.optional(),
  fallback: approvers.optional(),
});

const scalar = z.union([z.string().max(1024), z.number(), z.boolean()]);
const editable = z.strictObject({
  field: text(256).meta({ description: "A field of the submission that a reviewer may change; a bare name is a member of metadata." }),
  max: z.union([z.number(), z.literal("requested")]).optional(),
  min: z.number().optional(),
  one_of: z.array(scalar).min(1).max(64).optional(),
  pattern: text(900).optional(),
});

const notify = z
  .string()
  .max(80)
  .regex(
    /^(console|email|push|slack|slack:#?[a-z0-9][a-z0-9_-]{0,63}|teams:[a-z0-9][a-z0-9_-]{0,63}|webhook:[a-z0-9][a-z0-9_-]{0,63})$/,
    "must be console, email, push, slack, slack:#<channel>, teams:<name> or webhook:<name>",
  );
const GRANT_SCOPES = ["same_agent", "same_action", "same_digest"] as const;
/** Standing grants that approvers may give with an approval. They are always bound to the agent and the action. */
const grants = z.strictObject({
  allow: z.boolean(),
  max: clock.optional().meta({ description: "The longest time for which a grant may last. The default is 7d." }),
  max_count: z.number().int().min(1).max(1_000_000).optional(),
  max_sum: z.number().positive().max(1_000_000_000).optional(),
  sum_field: text(256).optional().meta({ description: "The number that a grant adds up; a bare name is a member of metadata." }),
  scope: z.array(z.enum(GRANT_SCOPES)).min(1).max(3).optional().meta({
    description:
      "same_digest: a grant covers only actions with the same arguments. same_agent and same_action hold for every grant: leave them out.",
  }),
});

const approval = z.strictObject({
  stages: z.array(stage).min(1).max(8).optional(),
  approvers: approvers.optional(),
  quorum: quorum.optional(),
  sla: clock.optional(),
  fallback: approvers.optional(),
  expires: clock.optional(),
  use_within: clock.optional(),
  on_timeout: z.enum(["deny", "escalate"]).optional(),
  separation_of_duties: z.enum(["default", "strict"]).optional(),
  distinct: z.enum(["request", "per_stage"]).optional().meta({
    description: "request: one person decides at most one stage of a request. per_stage: once per stage. The default is request.",
  }),
  step_up: z.boolean().optional(),
  evidence: z.enum(["none", "passkey"]).optional(),
  reason: z.enum(["required_on_deny", "always", "optional"]).optional(),
  editable: z.array(editable).min(1).max(32).optional(),
  report_within: clock.optional(),
  permits: z
    .enum(["any", "consumed"])
    .optional()
    .meta({ description: "consumed: the approval gives only a permit that works once; offline permits are refused. The default is any." }),
  notify: z
    .array(notify)
    .min(1)
    .max(16)
    .optional()
    .meta({ description: "Channels that announce the request: of the approvers (email, push, slack), or of the organisation by name." }),
  grants: grants.optional(),
  summary: text(MAX_TEMPLATE).optional().meta({ description: SUMMARY }),
});

const match = z.strictObject({
  actions: z.array(z.string().max(128).regex(ACTION_PATTERN, ACTION_PATTERN_FORM)).min(1).max(256),
  agents: z.strictObject({ labels: labels.optional(), names: z.array(text(128)).min(1).max(256).optional() }).optional(),
  environments: z
    .array(z.enum(["prod", "staging", "dev"]))
    .min(1)
    .optional(),
  fallback: z.boolean().optional(),
});

const obligation = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, "must be a word such as redact"),
  params: z.record(z.string(), z.custom<Json>()).optional(),
});

// Conditions are a recursive language with their own messages, checked in check-condition.ts.
const condition = z.custom<Condition>();

/** The structure of a policy document. Unknown keys are refused. */
export const PolicySchema = z.strictObject({
  apiVersion: z.literal("agentlattice/v1"),
  kind: z.literal("Policy"),
  metadata: z.strictObject({
    name: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be kebab-case such as small-prs-only"),
    description: z.string().max(4096).optional(),
    owner: z.string().max(128).optional(),
    labels: ownLabels.optional(),
  }),
  spec: z.strictObject({
    mode: z.enum(["enforce", "monitor", "report_only"]).optional(),
    match,
    when: condition.optional(),
    require: z.array(condition).min(1).max(256).optional(),
    otherwise: z.enum(["deny", "approve"]).optional(),
    effect: z.enum(["allow", "approve", "deny", "guard"], {
      error: (issue) => (issue.input === undefined ? "effect is required: allow, approve, deny or guard" : undefined),
    }),
    approval: approval.optional(),
    limits: LimitsSchema.optional(),
    history: HistorySchema.optional(),
    modules: ModulesSchema.optional(),
    private: z.array(text(256)).min(1).max(256).optional(),
    obligations: z.array(obligation).min(1).max(32).optional(),
  }),
  cases: CasesSchema.optional(),
});

export type PolicyDocument = z.infer<typeof PolicySchema>;
