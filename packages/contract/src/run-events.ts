import { timeText } from "@agentlattice/core/input";
import { LIFECYCLE_TYPES, type LifecycleType, RUN_ENDS } from "@agentlattice/core/settle";
import { z } from "zod";
import { Finding } from "./actions.ts";
import { AuditEvent } from "./audit.ts";
import { amount, callerId, decimal, id, json, page, pageQuery, timestamp } from "./primitives.ts";

export const MAX_RUN_EVENTS = 500;
const DATA_BYTES = 64 * 1024;
const MAX_EVENT_PAGE = 1_000;

const text = z.string().max(1_024);
const name = z.string().min(1).max(256);
const duration = z.number().min(0).max(Number.MAX_SAFE_INTEGER).describe("Milliseconds");
const cost = decimal.describe("US dollars as a decimal string");

/** The members of `data` that have a meaning, by type. Other members are stored as they are. */
const DATA = {
  "run.started": {},
  "run.paused": { reason: text.optional() },
  "run.resumed": { reason: text.optional() },
  "run.completed": { reason: text.optional() },
  "run.failed": { reason: text.optional(), error: json.optional() },
  "run.cancelled": { reason: text.optional() },
  "llm.completed": {
    model: name.optional(),
    provider: name.optional(),
    input_tokens: amount.optional(),
    output_tokens: amount.optional(),
    cached_tokens: amount.optional(),
    usd: cost.optional(),
    duration_ms: duration.optional(),
  },
  "tool.completed": {
    tool: name.optional(),
    call_id: name.optional(),
    success: z.boolean().optional(),
    usd: cost.optional(),
    duration_ms: duration.optional(),
  },
  "skill.registered": { skill: name.optional(), version: name.optional() },
  "mcp.connected": { server: name.optional(), version: name.optional(), tools: amount.optional(), duration_ms: duration.optional() },
  "mcp.error": { server: name.optional(), tool: name.optional(), reason: text.optional(), error: json.optional() },
} as const satisfies Record<LifecycleType, Record<string, z.ZodType>>;

const encoder = new TextEncoder();

const eventOf = <T extends LifecycleType>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    data: z
      .looseObject(DATA[type])
      .refine((value) => encoder.encode(JSON.stringify(value)).length <= DATA_BYTES, `must be at most ${DATA_BYTES} bytes of JSON`)
      .optional()
      .describe("At most 64 KiB of JSON. It is stored encrypted"),
    iteration_index: amount.optional().describe("The iteration of the agent's loop"),
    correlation_id: callerId
      .optional()
      .describe("The correlation id of an action of this run that the event is about: `cor_…`, or the one that the submission stated"),
    at: timeText.optional().describe("Time of the event by the clock of the agent. The time of the request by default"),
  });

export const RunEventInput = z
  .discriminatedUnion(
    "type",
    [
      eventOf("run.started"),
      eventOf("run.paused"),
      eventOf("run.resumed"),
      eventOf("run.completed"),
      eventOf("run.failed"),
      eventOf("run.cancelled"),
      eventOf("llm.completed"),
      eventOf("tool.completed"),
      eventOf("skill.registered"),
      eventOf("mcp.connected"),
      eventOf("mcp.error"),
    ],
    { error: `must be one of ${LIFECYCLE_TYPES.join(", ")}` },
  )
  .meta({ id: "RunEventInput" });
export type RunEventInput = z.output<typeof RunEventInput>;

const ends = ({ type }: { type: string }) => (RUN_ENDS as readonly string[]).includes(type);

/** Body of `POST /runs/{id}/events`. */
export const RunEventsInput = z
  .strictObject({
    events: z
      .array(RunEventInput)
      .min(1)
      .max(MAX_RUN_EVENTS)
      .refine((events) => !events.slice(0, -1).some(ends), "must not continue after an event that ends the run"),
  })
  .meta({ id: "RunEventsInput" });
export type RunEventsInput = z.output<typeof RunEventsInput>;

export const RunEventsAccepted = z
  .strictObject({
    accepted: z.number().int().describe("Number of events in the request"),
    first_run_seq: z.number().int().describe("Position of the first one in the run. The others follow it without gaps"),
    findings: z.array(Finding).optional().describe("Findings that were removed from the events before they were stored"),
  })
  .meta({ id: "RunEventsAccepted" });
export type RunEventsAccepted = z.infer<typeof RunEventsAccepted>;

const RunEventKind = z.enum(["lifecycle", "governance"]);

export const RunEventQuery = z.strictObject({
  cursor: pageQuery.shape.cursor,
  limit: z.coerce.number().int().min(1).max(MAX_EVENT_PAGE).default(200),
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe("Begins after this run_seq"),
  kind: RunEventKind.optional().describe("`lifecycle`: what agents reported. `governance`: ledger entries about actions of the run"),
});

/** One event of a run: one that an agent reported, or a ledger entry about an action of the run. */
export const RunEvent = z
  .strictObject({
    run_seq: z.number().int().describe("Position in the run, from 1 without gaps"),
    kind: RunEventKind,
    type: z.string().describe("Type of the lifecycle event, or kind of the ledger entry"),
    agent_id: id("agt").nullable(),
    iteration_index: z.number().int().nullable(),
    at: timestamp.describe("Time by the clock of the agent. Ledger entries have the time of their commit"),
    recorded_at: timestamp,
    correlation_id: id("cor").describe("The same for every event about one action. Events about no action have that of the run"),
    data: z.record(z.string(), json).nullable().describe("Data of a lifecycle event. null when there is none or it is withheld"),
    withheld: z.string().nullable().describe("Reason why data is withheld"),
    entry: AuditEvent.nullable().describe("The ledger entry of a governance event. null when you may not read it"),
  })
  .meta({ id: "RunEvent" });
export type RunEvent = z.infer<typeof RunEvent>;
export const RunEventPage = page(RunEvent).meta({ id: "RunEventPage" });
