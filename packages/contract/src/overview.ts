import { z } from "zod";
import { RiskLevel } from "./approvals.ts";
import { actionType, environment, id, timestamp } from "./primitives.ts";

/** Path of a console page, relative to the console's origin. */
const href = z.string().startsWith("/").meta({ example: "/audit" });
const count = z.number().int().min(0);
const linked = z.strictObject({ count, href });

export const OverviewQuery = z.strictObject({
  window: z.enum(["24h", "7d", "30d"]).default("24h"),
  environment: environment.optional().describe("what happened in this environment, and the agents whose keys work in it"),
});
export type OverviewWindow = z.output<typeof OverviewQuery>["window"];

/** Numbers of actions in a time span, by outcome. */
const byStatus = { executed: count, held: count, denied: count };

export const Overview = z
  .strictObject({
    window: OverviewQuery.shape.window.unwrap(),
    sample: z.boolean().describe("true when the organisation and its history are sample data"),
    from: timestamp,
    to: timestamp,
    decisions: z.strictObject({
      bucket: z.enum(["hour", "day"]),
      /** Consecutive buckets in UTC, oldest first. */
      buckets: z.array(z.strictObject({ from: timestamp, ...byStatus })),
      totals: z.strictObject({ executed: linked, held: linked, denied: linked }),
    }),
    time_to_decide: z
      .strictObject({
        count,
        href,
        median_ms: z.number().int().nullable(),
        p95_ms: z.number().int().nullable(),
        target_ms: z.number().int(),
        past_target: linked,
        /** Ten bins per power of ten, shortest first. Empty bins are left out. */
        bins: z.array(z.strictObject({ from_ms: z.number(), to_ms: z.number(), count })),
      })
      .nullable()
      .describe("null for roles that do not read approvals"),
    waiting: z
      .strictObject({
        count,
        href,
        oldest: z.array(
          z.strictObject({
            id: id("apr"),
            action_type: actionType,
            requested_by: z.strictObject({ id: id("agt"), name: z.string() }),
            risk: RiskLevel,
            requested_at: timestamp,
            expires_at: timestamp,
            href,
          }),
        ),
      })
      .nullable()
      .describe("null for roles that do not read approvals"),
    attention: z.array(
      z.strictObject({
        agent: z.strictObject({ id: id("agt"), name: z.string(), href }),
        reasons: z.array(
          z.strictObject({
            code: z.enum(["not_executed", "denied_often", "key_expiring", "unused_wildcard", "silent", "no_owner"]),
            text: z.string(),
            count,
            href,
          }),
        ),
      }),
    ),
    counters: z.strictObject({ agents: linked, policies: linked, entries: linked }),
    computed_at: timestamp,
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
