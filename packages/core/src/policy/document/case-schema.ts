import { z } from "zod";
import { duration } from "../../model/duration-schema.ts";
import type { Json } from "../../model/json.ts";
import { timeText } from "../../model/time-text.ts";

const MAX_CASES = 100;
const MAX_EARLIER = 10;
const MAX_TIMES = 200;
const MAX_ANCESTORS = 8;

const text = (max: number) => z.string().min(1).max(max);
const anything = z.custom<Json>();

/** The submission of a case. Member names are checked, so a typing error is reported instead of being read as absent. */
const caseInput = z.strictObject({
  action_type: z
    .string()
    .max(128)
    .regex(/^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*$/, "must look like pr.merge"),
  metadata: z.record(z.string(), anything).optional(),
  data_accessed: z
    .array(z.strictObject({ type: text(128), count: z.number().int().min(0).optional(), sensitivity: text(64).optional() }))
    .max(256)
    .optional(),
  content: z.string().optional(),
  justification: z.string().optional(),
  summary: text(256).optional(),
  before: anything.optional(),
  after: anything.optional(),
  tool: z
    .strictObject({ name: text(256), server: text(256).optional(), version: text(256).optional(), arguments: anything.optional() })
    .optional(),
  model: z.strictObject({ provider: text(256).optional(), name: text(256) }).optional(),
  tools: z.array(text(256)).max(512).optional(),
  skill: text(256).optional(),
  memory: z.record(z.string(), anything).optional(),
  usage: z.record(z.string(), anything).optional(),
  tags: z.array(z.string()).max(64).optional(),
  data_subjects: z.array(z.string()).max(64).optional(),
  session_id: text(128).optional(),
  correlation_id: text(128).optional(),
  supports: z.array(z.string()).max(16).optional(),
});

/** The answers that a case can expect. REDACT is an execution with changed content. */
export const CASE_ANSWERS = ["ALLOW", "REDACT", "REQUIRE_APPROVAL", "DENY"] as const;

const caseAgent = z.strictObject({ name: text(128).optional(), labels: z.record(z.string(), z.string().max(256)).optional() });

/** An earlier action of the same agent. It was executed unless this policy denies it; required approvals were granted. */
const earlierAction = z.strictObject({
  input: caseInput,
  times: z.number().int().min(1).max(MAX_TIMES).optional(),
  /** A duration such as `10m`. Defaults to the time of the case. */
  ago: duration.optional(),
  /** The outcome that the agent reported, if any. */
  outcome: z.enum(["success", "failure"]).optional(),
});

const policyCase = z.strictObject({
  name: text(200),
  input: caseInput,
  environment: z.enum(["prod", "staging", "dev"]).optional(),
  agent: caseAgent.optional(),
  /** The agents above it, root first. Their number is the delegation's depth. */
  ancestors: z.array(caseAgent).min(1).max(MAX_ANCESTORS).optional(),
  earlier: z.array(earlierAction).min(1).max(MAX_EARLIER).optional(),
  at: timeText.optional(),
  expect: z.enum(CASE_ANSWERS),
});

/** The test cases of a policy. */
export const CasesSchema = z.array(policyCase).min(1).max(MAX_CASES);

export type PolicyCase = z.infer<typeof policyCase>;
