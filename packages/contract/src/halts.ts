import { z } from "zod";
import { capability } from "./agents.ts";
import { environment, id, page, pageQuery, timestamp, visibleText } from "./primitives.ts";
import { youCan } from "./you.ts";

const MAX_REASON = 1_000;
const MAX_CLIENTS = 1_000;
const reason = visibleText(MAX_REASON);
const count = z.number().int().min(0);

/** The part of an organisation that a halt stops. */
export const HaltScope = z
  .union([
    z.strictObject({ organisation: z.literal(true) }),
    z.strictObject({ agent: id("agt").describe("The agent and every agent below it") }),
    z.strictObject({ action: capability, environment: environment.optional().describe("All environments by default") }),
    z.strictObject({ environment }),
  ])
  .meta({ id: "HaltScope" });
export type HaltScope = z.infer<typeof HaltScope>;

export const HaltInput = z
  .strictObject({ scope: HaltScope, reason: reason.describe("Shown to every member, never to agents") })
  .meta({ id: "HaltInput" });
export type HaltInput = z.output<typeof HaltInput>;

export const ResumeInput = z.strictObject({ reason: reason.describe("The reason why the halted agents may act again") }).meta({
  id: "ResumeInput",
});

/** Name and version of a client, such as `sdk-js/0.1.0`. */
export const clientName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+/@-]*$/, "must be a name and version such as sdk-js/0.1.0");

export const AcknowledgeInput = z
  .strictObject({
    client_id: id("cli")
      .optional()
      .describe(
        "The client that has stopped: the id that it sent, or received, as AL-Client-ID when it opened the stream. The halt must have been sent to that stream, and the key must be the same. It may be omitted when the halt was sent to one client of the key",
      ),
    client: clientName.optional().describe("Name and version of the client"),
  })
  .meta({ id: "AcknowledgeInput" });
export type AcknowledgeInput = z.output<typeof AcknowledgeInput>;

export const HaltClient = z
  .strictObject({
    client_id: id("cli"),
    agent_id: id("agt"),
    agent_name: z.string(),
    key_id: id("key"),
    environment,
    client: z.string().nullable(),
    connected: z.boolean().describe("True while the client has an open event stream"),
    added_at: timestamp.describe("Time at which the halt was requested of this client"),
    acknowledged_at: timestamp.nullable(),
    after_ms: count.nullable().describe("Milliseconds from the request to the acknowledgement"),
  })
  .meta({ id: "HaltClient" });
export type HaltClient = z.infer<typeof HaltClient>;

/** `requested`: denied here, not confirmed by every client. `confirmed`: clients have acknowledged, and none is outstanding. */
export const HaltStatus = z.enum(["requested", "confirmed", "resumed"]);

const person = z.strictObject({ id: id("usr"), name: z.string() });

export const Halt = z
  .strictObject({
    id: id("hlt"),
    scope: HaltScope,
    agent_name: z.string().nullable().describe("Name of the agent in the scope"),
    status: HaltStatus,
    reason: z.string().optional().describe("Untrusted text. Absent for agents"),
    drill_id: id("drl").nullable().describe("The drill that made the halt; null for other halts"),
    policy_id: id("pol").nullable().describe("The policy whose loop detection halted the agent; null for other halts"),
    requested_by: person.nullable().describe("Null for a halt by a drill or a policy"),
    requested_at: timestamp,
    confirmed_at: timestamp.nullable().describe("The time of the last acknowledgement; null while a client is outstanding"),
    resumed_by: person.nullable(),
    resumed_at: timestamp.nullable(),
    resume_reason: z.string().nullable().optional().describe("Untrusted text. Absent for agents"),
    settled: z.boolean().describe("True once every open approval in the scope has ended or is frozen"),
    denied: count.describe("Pending approvals that the halt ended"),
    frozen: count.describe("Unused approvals whose deadline is paused"),
    acknowledged_count: count,
    outstanding_count: count,
    disconnected_count: count,
    acknowledged: z.array(HaltClient).max(MAX_CLIENTS).describe("The first 1,000 clients that confirmed that they stopped"),
    outstanding: z.array(HaltClient).max(MAX_CLIENTS).describe("The first 1,000 clients that did not"),
    disconnected: z
      .array(HaltClient)
      .max(MAX_CLIENTS)
      .describe(
        "The first 1,000 clients that left before they confirmed and are not expected to return. Whether they stopped is not known",
      ),
    you: youCan(["resumeHalt", "acknowledgeHalt"]),
  })
  .meta({ id: "Halt" });
export type Halt = z.infer<typeof Halt>;
export const HaltPage = page(Halt).meta({ id: "HaltPage" });

export const HaltQuery = pageQuery.extend({
  active: z.enum(["true", "false"]).optional().describe("Only halts in force, or only those that ended"),
});

export const Acknowledgement = z
  .strictObject({ halt_id: id("hlt"), client_id: id("cli"), acknowledged_at: timestamp })
  .meta({ id: "Acknowledgement" });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const HaltPreviewInput = z.strictObject({ scope: HaltScope }).meta({ id: "HaltPreviewInput" });
export const HaltPreview = z
  .strictObject({
    at: timestamp,
    clients: count.describe("Connected clients that would be notified"),
    agents: z.array(z.strictObject({ id: id("agt"), name: z.string(), clients: count })).describe("The agents of these clients"),
    pending: count.describe("Pending approvals that would end as denied"),
    unused: count.describe("Unused approvals whose deadline would stand still"),
    delegations: count.describe("Active delegations that would stop"),
  })
  .meta({ id: "HaltPreview" });
export type HaltPreview = z.infer<typeof HaltPreview>;
