import { z } from "zod";
import { id, page, pageQuery, timestamp } from "./primitives.ts";
import { youCan } from "./you.ts";

const count = z.number().int().min(0);
const everyDays = z.number().int().min(1).max(365).describe("Days from one start to the next");
const goalMs = z.number().int().min(100).max(60_000).describe("Time within which every client must acknowledge, in milliseconds");

export const DrillResult = z
  .strictObject({
    halt_id: id("hlt").describe("The halt of the drill, with its clients"),
    goal_ms: goalMs,
    clients: count.describe("Clients that were notified"),
    in_time: count.describe("Clients that acknowledged within the goal"),
    passed: z.boolean().describe("True when at least one client was notified and all acknowledged within the goal"),
    ended_at: timestamp,
  })
  .meta({ id: "DrillResult" });
export type DrillResult = z.infer<typeof DrillResult>;

/** A scheduled halt of a canary agent, which ends by itself. */
export const Drill = z
  .strictObject({
    id: id("drl"),
    agent_id: id("agt"),
    agent_name: z.string(),
    every_days: everyDays,
    goal_ms: goalMs,
    running: z.boolean(),
    next_at: timestamp.describe("The next start"),
    created_at: timestamp,
    results: z.array(DrillResult).describe("The newest ten results, newest first"),
    you: youCan(["deleteDrill", "startDrill"]),
  })
  .meta({ id: "Drill" });
export type Drill = z.infer<typeof Drill>;
export const DrillPage = page(Drill).meta({ id: "DrillPage" });
export const DrillQuery = pageQuery;

export const DrillInput = z
  .strictObject({
    agent: id("agt").describe("The canary: an agent whose work may stop for the time of the goal"),
    every_days: everyDays.default(7),
    goal_ms: goalMs.default(2_000),
  })
  .meta({ id: "DrillInput" });
export type DrillInput = z.output<typeof DrillInput>;
