import { z } from "zod";
import { environment, id, timestamp, visibleText } from "./primitives.ts";
import { youCan } from "./you.ts";

const count = z.number().int().min(0);
const MAX_REASON = 1_000;

export const BreakerState = z
  .enum(["closed", "open", "half_open"])
  .describe("`closed`: calls run. `open`: calls are denied with BREAKER_OPEN. `half_open`: a limited number of probe calls run");

export type BreakerState = z.infer<typeof BreakerState>;

/** The breaker of one policy for an agent, with the thresholds and the counts on which its state depends. */
export const PolicyBreaker = z
  .strictObject({
    policy: z.strictObject({ id: id("pol"), name: z.string() }),
    state: BreakerState,
    reopens_at: timestamp.nullable().describe("Time at which an open breaker becomes half open"),
    thresholds: z.strictObject({
      denial_rate: z.number().nullable().describe("Share of denied attempts that opens it; null when denials do not count"),
      failure_rate: z.number().nullable().describe("Share of failed calls that opens it; null when failures do not count"),
      min_calls: count.describe("Minimum number of calls for a rate"),
      window_seconds: count,
      cool_down_seconds: count,
      probes: count,
    }),
    counts: z
      .strictObject({ executed: count, denied: count, succeeded: count, failed: count })
      .describe("Outcomes within the window, at most the last 160"),
  })
  .meta({ id: "PolicyBreaker" });
export type PolicyBreaker = z.infer<typeof PolicyBreaker>;

export const AgentBreaker = z
  .strictObject({
    agent_id: id("agt"),
    environment,
    state: BreakerState.describe("The state that decisions enforce. The breakers of the agents above count as well"),
    override: z
      .strictObject({
        state: z.enum(["open", "closed"]),
        reason: z.string().describe("Untrusted text"),
        by: z.strictObject({ id: id("usr"), name: z.string() }),
        at: timestamp,
      })
      .nullable()
      .describe("Present while a person holds the breaker"),
    policies: z.array(PolicyBreaker).describe("The policies with a breaker that applies in this environment"),
    you: youCan(["changeBreaker"]),
  })
  .meta({ id: "AgentBreaker" });
export type AgentBreaker = z.infer<typeof AgentBreaker>;

export const BreakerQuery = z.strictObject({ environment: environment.default("prod") });

export const BreakerInput = z
  .strictObject({
    override: z
      .enum(["open", "closed", "none"])
      .describe(
        "`open` denies every action of the agent and of the agents below it. `closed` ignores outcomes. `none` lets outcomes decide",
      ),
    reason: visibleText(MAX_REASON),
  })
  .meta({ id: "BreakerInput" });
export type BreakerInput = z.output<typeof BreakerInput>;
