import { z } from "zod";
import { Author } from "./policies.ts";
import { hex32, id, page, pageQuery, policyVersion, timestamp, visibleText } from "./primitives.ts";

const MAX_WORDS = 1_000;
const words = visibleText(MAX_WORDS);

export const PolicyReviewStatus = z
  .enum(["pending", "approved", "rejected", "superseded"])
  .describe("`superseded`: a later review was requested, or another version was published");

/** A policy change that may allow more and needs the approval of a second person. */
export const PolicyReview = z
  .strictObject({
    id: id("prv"),
    policy: z.strictObject({ id: id("pol"), name: z.string() }),
    version: z.number().int().nullable().describe("The version to publish; null to disable the policy"),
    hash: hex32.nullable().describe("Hash of that version. An approval must repeat it"),
    base_version: z.number().int().nullable().describe("The version in force when the review was requested; null for none"),
    reach: z.enum(["wider", "unclear"]).describe("`unclear`: parts may allow more, or it cannot be determined"),
    status: PolicyReviewStatus,
    requested_by: Author,
    requested_at: timestamp,
    comment: z.string().nullable().describe("Comment of the requester. Untrusted text"),
    decided_by: Author.nullable(),
    decided_at: timestamp.nullable(),
    reason: z.string().nullable().describe("Reason of the reviewer. Untrusted text"),
    epoch: z.number().int().nullable().describe("Epoch of the manifest that the approval created"),
    blocked: z.string().nullable().describe("Reason why the caller may not decide the review; null when the caller may"),
  })
  .meta({ id: "PolicyReview" });
export type PolicyReview = z.infer<typeof PolicyReview>;

export const PolicyReviewQuery = pageQuery.extend({ status: PolicyReviewStatus.optional(), policy: id("pol").optional() });
export const PolicyReviewPage = page(PolicyReview).meta({ id: "PolicyReviewPage" });

export const PolicyReviewRequest = z
  .strictObject({
    version: policyVersion.optional().describe("Default: the newest version"),
    disable: z.literal(true).optional().describe("Requests to disable the policy instead"),
    comment: words.optional(),
  })
  .refine(({ version, disable }) => version === undefined || disable === undefined, "send version or disable, not both")
  .meta({ id: "PolicyReviewRequest" });
export type PolicyReviewRequest = z.infer<typeof PolicyReviewRequest>;

export const PolicyReviewDecision = z
  .strictObject({
    decision: z.enum(["approve", "reject"]),
    hash: hex32.nullable().optional().describe("Hash of the reviewed version. Required to approve; null when the policy is to be disabled"),
    reason: words.optional().describe("Required for a rejection"),
  })
  .meta({ id: "PolicyReviewDecision" });
export type PolicyReviewDecision = z.infer<typeof PolicyReviewDecision>;
