import { z } from "zod";
import { Author } from "./policies.ts";
import { hex32, id, page, pageQuery, policyVersion, timestamp } from "./primitives.ts";

const MAX_WORDS = 1_000;
const words = z.string().trim().min(1).max(MAX_WORDS);

export const PolicyReviewStatus = z
  .enum(["pending", "approved", "rejected", "superseded"])
  .describe("superseded: something else was asked for since, or put in force");

/** Something that may let more through, and waits for a second person. */
export const PolicyReview = z
  .strictObject({
    id: id("prv"),
    policy: z.strictObject({ id: id("pol"), name: z.string() }),
    version: z.number().int().nullable().describe("what is to be put in force; null: the policy is to be taken out of force"),
    hash: hex32.nullable().describe("of that version; an approval names it"),
    base_version: z.number().int().nullable().describe("what was in force when it was asked for; null: nothing"),
    reach: z.enum(["wider", "unclear"]).describe("unclear: some may be wider, or it cannot be told"),
    status: PolicyReviewStatus,
    requested_by: Author,
    requested_at: timestamp,
    comment: z.string().nullable().describe("of who asks; untrusted"),
    decided_by: Author.nullable(),
    decided_at: timestamp.nullable(),
    reason: z.string().nullable().describe("of who decided; untrusted"),
    epoch: z.number().int().nullable().describe("of the manifest that an approval made"),
    blocked: z.string().nullable().describe("why the caller may not decide it, in a sentence; null when they may"),
  })
  .meta({ id: "PolicyReview" });
export type PolicyReview = z.infer<typeof PolicyReview>;

export const PolicyReviewQuery = pageQuery.extend({ status: PolicyReviewStatus.optional(), policy: id("pol").optional() });
export const PolicyReviewPage = page(PolicyReview).meta({ id: "PolicyReviewPage" });

export const PolicyReviewRequest = z
  .strictObject({
    version: policyVersion.optional().describe("the newest unless it is given"),
    disable: z.literal(true).optional().describe("take the policy out of force instead"),
    comment: words.optional(),
  })
  .refine(({ version, disable }) => version === undefined || disable === undefined, "send version or disable, not both")
  .meta({ id: "PolicyReviewRequest" });
export type PolicyReviewRequest = z.infer<typeof PolicyReviewRequest>;

export const PolicyReviewDecision = z
  .strictObject({
    decision: z.enum(["approve", "reject"]),
    hash: hex32
      .nullable()
      .optional()
      .describe("of the version that was looked at; an approval needs it, null where a policy is taken out of force"),
    reason: words.optional().describe("a rejection needs one"),
  })
  .meta({ id: "PolicyReviewDecision" });
export type PolicyReviewDecision = z.infer<typeof PolicyReviewDecision>;
