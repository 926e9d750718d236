import { z } from "zod";
import { ActionInput, ActionStatus } from "./actions.ts";
import {
  actionType,
  callerId,
  decisionTag,
  environment,
  hex32,
  id,
  MAX_TAGS,
  page,
  pageQuery,
  ReferenceQuery,
  TAG_LENGTH,
  timestamp,
} from "./primitives.ts";
import { SimilarityReason } from "./similarity.ts";
import { orderedRange, timeRange } from "./time-range.ts";

const MAX_RECALLED = 200;
const MAX_FIELDS = 16;
const MAX_SIMILAR = 50;

const tagList = z
  .string()
  .max(MAX_TAGS * (TAG_LENGTH + 1), `must be at most ${MAX_TAGS} tags of ${TAG_LENGTH} characters`)
  .transform((text) => [...new Set(text.split(","))])
  .pipe(z.array(decisionTag).max(MAX_TAGS));

const MAX_TEXT = 256;

const words = z
  .string()
  .min(1)
  .max(MAX_TEXT)
  .optional()
  .describe(
    "Words that the summary or the message of the decision has, in any order. 409 TEXT_INDEX_OFF unless the organisation indexes them",
  );

export const DecisionQuery = orderedRange(
  pageQuery.extend({
    tags: tagList.optional().describe(`Tags separated by commas, at most ${MAX_TAGS} of ${TAG_LENGTH} characters`),
    match: z.enum(["all", "any"]).default("all").describe("`all`: decisions with every tag. `any`: decisions with at least one of them"),
    agent: id("agt").optional().describe("The agent that submitted the action"),
    action_type: actionType.optional(),
    environment: environment.optional(),
    text: words,
    ...ReferenceQuery.shape,
    ...timeRange,
  }),
);

/** A recorded decision for lookup. It is evidence and never allows an action. */
export const PastDecision = z
  .strictObject({
    id: id("evt").describe("The ledger entry of the submission"),
    seq: z.number().int(),
    at: timestamp,
    action_type: actionType,
    agent_id: id("agt"),
    environment,
    status: ActionStatus.describe("The current status, also of its approval"),
    denial_reason: z.string().nullable(),
    policy_name: z.string().nullable(),
    approval_id: id("apr").nullable(),
    reason_codes: z.array(z.string()),
    findings: z.array(z.string()).describe("Types of the findings"),
    risk_score: z.number(),
    importance: ActionInput.shape.importance.unwrap(),
    retention: ActionInput.shape.retention.unwrap(),
    run_id: id("run").nullable(),
    tags: z.array(z.string()).describe("Empty when withheld or erased, as are the next three members"),
    session_id: z.string().nullable(),
    correlation_id: z.string().nullable(),
    message: z.string().nullable(),
    withheld: z.string().nullable().describe("Reason why the caller's texts are withheld"),
    leaf_hash: hex32.describe("Hash of the ledger entry. GET /audit/proof/inclusion proves it"),
  })
  .meta({ id: "PastDecision" });
export type PastDecision = z.infer<typeof PastDecision>;
export const PastDecisionPage = page(PastDecision).meta({ id: "PastDecisionPage" });

/** Body of `POST /decisions/recall`. */
export const RecallInput = z
  .strictObject({
    event_ids: z
      .array(callerId)
      .min(1)
      .max(MAX_RECALLED)
      .describe("Idempotency ids of submissions (`X-AL-Event-ID`), or their `evt_…`. A repeated id is answered once"),
  })
  .meta({ id: "RecallInput" });

export const Recall = z
  .strictObject({
    found: z.number().int().min(0).describe("Number of ids with a decision"),
    not_found: z.number().int().min(0).describe("Number of ids in `unknown`"),
    reason: z.string().optional().describe("Present when nothing was found: the reason, and what to do"),
    data: z
      .array(z.strictObject({ event_id: callerId, decision: PastDecision }))
      .describe("In the order of the request. An id that several agents used has several items, the oldest first, at most 10"),
    unknown: z.array(callerId).describe("Ids without a decision that you may see"),
  })
  .meta({ id: "Recall" });
export type Recall = z.infer<typeof Recall>;

export const SimilarQuery = z.strictObject({
  fields: z
    .string()
    .max(MAX_FIELDS * 129)
    .transform((text) => [...new Set(text.split(","))])
    .pipe(z.array(z.string().min(1).max(128)).max(MAX_FIELDS))
    .optional()
    .describe("Fields of the submission to compare, separated by commas, such as amount,repo. By default those that the policies compared"),
  text: words,
  limit: z.coerce.number().int().min(1).max(MAX_SIMILAR).default(10),
});

export const SimilarDecision = z
  .strictObject({
    score: z.number().min(0).max(100).describe("Sum of the points of the reasons"),
    reasons: z.array(SimilarityReason),
    decision: PastDecision,
  })
  .meta({ id: "SimilarDecision" });
export type SimilarDecision = z.infer<typeof SimilarDecision>;

export const SimilarDecisions = z
  .strictObject({
    data: z.array(SimilarDecision).describe("The most similar first; equal scores newest first"),
    compared: z
      .number()
      .int()
      .describe("Number of decisions that were compared: the newest of the same action and environment, at most 200"),
  })
  .meta({ id: "SimilarDecisions" });
export type SimilarDecisions = z.infer<typeof SimilarDecisions>;
