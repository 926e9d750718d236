import { z } from "zod";
import { earlierGenerations } from "./generations.ts";
import { actionType, environment, id, page, pageQuery, timestamp } from "./primitives.ts";
import { orderedRange, recentRange } from "./time-range.ts";

const count = z.number().int().min(0);

export const CoverageChannel = z
  .enum(["gateway", "sdk", "report_only", "none"])
  .describe(
    "`gateway`: decided through the sidecar surface. `sdk`: decided through `POST /actions`. `report_only`: only reported afterwards, not enforced. `none`: nothing was seen",
  );

const channels = {
  gateway: count.describe("Requests decided through the sidecar surface"),
  sdk: count.describe("Requests decided through POST /actions, which the SDK and the command line use"),
  unknown: count.describe("Decided requests of earlier versions, which did not record the channel"),
  report_only: count.describe("Events that were recorded without a decision (`POST /events`)"),
};

export const AgentCoverage = z.strictObject({
  agent_id: id("agt").describe("The root agent. Requests of its delegated agents count as its own"),
  agent_name: z.string(),
  status: z.enum(["active", "disabled"]),
  channel: CoverageChannel.describe("The channel with the most requests"),
  enforced: z.boolean().describe("True when a request was decided"),
  ...channels,
  last_request_at: timestamp.nullable(),
});
export type AgentCoverage = z.infer<typeof AgentCoverage>;

export const CoverageTotals = z.strictObject({
  agents: count,
  agents_enforced: count.describe("Agents with a decided request"),
  agents_report_only: count,
  agents_unseen: count.describe("Agents without a request or an event"),
  ...channels,
});
export type CoverageTotals = z.infer<typeof CoverageTotals>;

export const Limit = z.strictObject({ id: z.string(), text: z.string() }).meta({ id: "ReportLimit" });

const Tool = z.strictObject({
  action_type: actionType,
  agents: count,
  gateway: channels.gateway,
  sdk: channels.sdk,
  unknown: channels.unknown,
});

/** The agents and tools that go through AgentLattice in a range, by channel. */
export const Coverage = page(AgentCoverage)
  .extend({
    range: z.strictObject({ from: timestamp, to: timestamp }),
    totals: CoverageTotals,
    tools: z.array(Tool).describe("Actions by number of requests, at most 200"),
    tools_truncated: z.boolean(),
    limits: z.array(Limit),
    earlier_generations: earlierGenerations,
  })
  .meta({ id: "Coverage" });
export type Coverage = z.infer<typeof Coverage>;

export const CoverageQuery = orderedRange(pageQuery.extend({ ...recentRange, environment: environment.optional() }));
