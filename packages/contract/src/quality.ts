import { z } from "zod";
import { Person } from "./approvals.ts";
import { environment, id, timestamp } from "./primitives.ts";
import { orderedRange, recentRange } from "./time-range.ts";

export const ApprovalQualityQuery = orderedRange(
  z.strictObject({
    ...recentRange,
    environment: environment.optional().describe("Actions of this environment"),
  }),
);

const count = z.number().int().min(0);
/** A share between 0 and 1. */
const share = z.number().min(0).max(1).nullable();
const ms = z.number().int().min(0).nullable();

const Dwell = z.strictObject({
  opened: count.describe("Votes on requests that the voter had opened"),
  not_opened: count.describe("Votes without an opening, such as those of a batch or of Slack"),
  hasty: count.describe("Votes within `thresholds.hasty_ms` after the opening"),
  median_ms: ms,
  p95_ms: ms,
});

/** Outcomes of requests and the time that people took. Shares and times are null when there is nothing to measure. */
const ended = {
  approved: count,
  denied: count,
  expired: count.describe("Requests that nobody decided in time"),
  approve_rate: share.describe("approved / (approved + denied)"),
};

const times = { median_ms: ms, p95_ms: ms };

/** Actions that were decided without a person, and those that waited for one. */
const decidedBy = {
  automatic: count.describe("Actions that were executed or denied without a person, grants included"),
  human: count.describe("Actions that were held for a person"),
  automatic_rate: share.describe("automatic / (automatic + human)"),
};

const NamedPolicy = z.strictObject({ id: id("pol"), name: z.string() });

export const QualityAdvice = z.strictObject({
  code: z.enum(["allow_below", "allow", "deny", "add_approvers"]),
  policy: NamedPolicy,
  text: z.string(),
  of: count.describe("Number of requests that the advice is based on"),
  count: count.describe("Number of those that were approved (allow), denied (deny) or expired (add_approvers)"),
  field: z.string().nullable().describe("The argument that `allow_below` is about"),
  below: z.number().nullable(),
  largest: z.number().nullable().describe("The largest value that was approved below this bound"),
  href: z.string().startsWith("/").describe("Path of the policy in the console"),
});
export type QualityAdvice = z.infer<typeof QualityAdvice>;

export const ApprovalQuality = z
  .strictObject({
    from: timestamp,
    to: timestamp,
    environment: environment.nullable(),
    thresholds: z.strictObject({
      min_decisions: count.describe("Fewer decisions give no advice"),
      hasty_ms: count,
      fatigue: z.strictObject({ decisions_per_hour: count, approve_rate: z.number(), hasty_rate: z.number() }),
    }),
    requests: z.strictObject({ requested: count.describe("Requests made in the range"), ...ended }),
    share: z.strictObject(decidedBy),
    time_to_decide: z.strictObject({
      count,
      ...times,
      target_ms: count,
      past_target: count,
      bins: z
        .array(z.strictObject({ from_ms: z.number(), to_ms: z.number(), count }))
        .describe("Ten bins per power of ten, without empty bins"),
    }),
    dwell: Dwell,
    policies: z.array(
      z.strictObject({ policy: NamedPolicy, requests: count, ...ended, ...times, ...decidedBy, advice: z.array(QualityAdvice) }),
    ),
    approvers: z.array(
      z.strictObject({
        user: Person,
        decisions: count.describe("Votes of this person"),
        approved: count,
        denied: count,
        approve_rate: share,
        ...times,
        dwell: Dwell,
        per_hour: z.number().min(0).describe("Votes per hour in which the person voted"),
        most_per_hour: count.describe("The most votes within 60 minutes"),
        fatigue: z
          .strictObject({ from: timestamp, to: timestamp, decisions: count, approved: count, hasty: count.describe("Hasty or not opened") })
          .nullable()
          .describe("The 60 minutes with the most votes that reach every threshold of fatigue; null without a warning"),
      }),
    ),
    advice: z.array(QualityAdvice).describe("The advice of all policies, most requests first"),
    computed_at: timestamp,
  })
  .meta({ id: "ApprovalQuality" });
export type ApprovalQuality = z.infer<typeof ApprovalQuality>;
