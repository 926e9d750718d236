import { z } from "zod";
import { displayName, NamedAgent } from "./agents.ts";
import { cappedRecord, environment, id, page, pageQuery, timestamp } from "./primitives.ts";

const METADATA_BYTES = 16 * 1024;

const sessionId = z.string().min(1).max(128);
const isTime = (text: string) => !Number.isNaN(Date.parse(text));
const time = z.string().max(40).refine(isTime, "must be a time such as 2026-11-21T08:00:00Z");

export const RUN_STATUSES = ["running", "waiting", "paused", "completed", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Body of `POST /runs`: one execution of an agent. Its actions refer to it by `run_id`. */
export const RunInput = z
  .strictObject({
    name: displayName.optional(),
    session_id: sessionId.optional().describe("The caller's id of the session that the run belongs to"),
    metadata: cappedRecord(METADATA_BYTES).optional(),
  })
  .meta({ id: "RunInput" });
export type RunInput = z.infer<typeof RunInput>;

export const Run = z
  .strictObject({
    id: id("run"),
    agent: NamedAgent.describe("The agent that created the run. Its descendants may act in the run, its ancestors may end it"),
    environment,
    name: z.string().nullable(),
    session_id: z.string().nullable(),
    metadata: RunInput.shape.metadata.unwrap(),
    created_at: timestamp,
    status: z
      .enum(RUN_STATUSES)
      .describe("waiting while an action of the run waits for an approval, paused after run.paused until run.resumed"),
    events: z.number().int().describe("Number of events, which is the run_seq of the last one"),
    last_event_at: timestamp.nullable(),
    ended_at: timestamp.nullable().describe("Time at which run.completed, run.failed or run.cancelled was recorded"),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;
export const RunPage = page(Run).meta({ id: "RunPage" });

export const RunQuery = pageQuery.extend({
  agent_id: id("agt").optional().describe("The agent that created the run"),
  session_id: sessionId.optional(),
  status: z
    .string()
    .max(128)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(z.enum(RUN_STATUSES)))
    .optional()
    .describe(`Statuses separated by commas: ${RUN_STATUSES.join(", ")}`),
  environment: environment.optional(),
  from: time.optional().describe("Runs created at or after this time"),
  to: time.optional().describe("Runs created at or before this time"),
});

/** A session of agents: the runs that name the same session_id, of one delegation tree in one environment. */
export const AgentSession = z
  .strictObject({
    id: sessionId.describe("The caller's session_id"),
    agent: NamedAgent.describe("The agent at the root of the delegation chain"),
    environment,
    created_at: timestamp,
    run_count: z.number().int(),
  })
  .meta({ id: "AgentSession" });
export type AgentSession = z.infer<typeof AgentSession>;
export const AgentSessionPage = page(AgentSession).meta({ id: "AgentSessionPage" });

export const AgentSessionQuery = pageQuery.extend({ agent_id: id("agt").optional(), environment: environment.optional() });
export const AgentSessionSelector = z.strictObject({
  agent_id: id("agt").optional().describe("Required when several agents use the same id"),
  environment: environment.optional().describe("Required when the id is used in several environments"),
});

export const AgentSessionDetail = AgentSession.extend({
  runs: z.array(Run).describe("The newest 200, newest first. GET /runs lists all of them"),
}).meta({ id: "AgentSessionDetail" });
export type AgentSessionDetail = z.infer<typeof AgentSessionDetail>;
