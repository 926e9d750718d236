import { z } from "zod";
import { Finding } from "./actions.ts";
import { displayName, NamedAgent } from "./agents.ts";
import { cappedRecord, environment, id, page, pageQuery, timestamp } from "./primitives.ts";
import { orderedRange, timeRange } from "./time-range.ts";

const METADATA_BYTES = 16 * 1024;

const sessionId = z.string().min(1).max(128);

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
    metadata: RunInput.shape.metadata.unwrap().describe("Empty when withheld, and session_id is then null"),
    withheld: z.string().nullable().describe("Reason why session_id and metadata are withheld"),
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

export const CreatedRun = Run.extend({
  findings: z.array(Finding).optional().describe("Findings that were removed from the name and the metadata before they were stored"),
}).meta({ id: "CreatedRun" });
export type CreatedRun = z.infer<typeof CreatedRun>;

export const RunPage = page(Run).meta({ id: "RunPage" });

export const RunQuery = orderedRange(
  pageQuery.extend({
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
    ...timeRange,
  }),
);

/** A session of agents: the runs that name the same session_id, of one delegation tree in one environment. */
export const AgentSession = z
  .strictObject({
    id: sessionId.describe("The caller's session_id").nullable().describe("The caller's session_id; null when withheld"),
    agent: NamedAgent.describe("The agent at the root of the delegation chain"),
    environment,
    created_at: timestamp.describe("Creation of its first run that you may read"),
    run_count: z.number().int().describe("Number of its runs that you may read"),
    withheld: z.string().nullable().describe("Reason why the id is withheld"),
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
