import { z } from "zod";
import { PRESENCE_LIVE_SECONDS, PRESENCE_RUN_SECONDS } from "./constants.ts";
import { environment, id, page, pageQuery, timestamp, unicodeText } from "./primitives.ts";

const MAX_CLIENT = 128;
const MAX_VERSION_TEXT = 64;
const MAX_CLIENTS = 50;
const LISTED_CLIENTS = 5;

/** One line of text that a client says about itself. */
const line = (max: number) =>
  unicodeText(
    z.string().min(1).max(max),
    /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]*$/u,
    "^[^\\x00-\\x1f\\x7f-\\x9f]*$",
    "one line without control characters",
  );

export const HeartbeatInput = z
  .strictObject({
    client: line(MAX_CLIENT).optional().describe("Name of this client among those with the same key, such as a host or process"),
    version: line(MAX_VERSION_TEXT).optional().describe("Version of the client, such as sdk-js/0.1.0"),
    run_id: id("run").optional().describe("The run that the client works on. Omit it between runs"),
  })
  .meta({ id: "HeartbeatInput" });
export type HeartbeatInput = z.output<typeof HeartbeatInput>;

export const Heartbeat = z
  .strictObject({
    halted: z.boolean().describe("True while a halt stops everything that the agent may do"),
    halts: z.array(id("hlt")).describe("The halts in force that stop the agent or a part of what it may do"),
    config_version: z.number().int().min(0).describe("Grows with each change that can alter an answer, such as a policy or a halt"),
  })
  .meta({ id: "Heartbeat" });
export type Heartbeat = z.infer<typeof Heartbeat>;

export const PresenceStatus = z
  .enum(["live", "idle", "unresponsive", "halted"])
  .describe(
    `\`live\`: a heartbeat in the last ${PRESENCE_LIVE_SECONDS} s, or ${PRESENCE_RUN_SECONDS} s during a run. \`unresponsive\`: no heartbeat for ${PRESENCE_RUN_SECONDS} s during a run. \`halted\`: a halt stops everything. \`idle\`: otherwise`,
  );
export type PresenceStatus = z.infer<typeof PresenceStatus>;

const clientName = z.string().nullable().describe("Untrusted text; null when the client sent none");

export const PresenceClient = z
  .strictObject({
    client: clientName,
    version: clientName,
    key_id: id("key"),
    environment,
    run_id: id("run").nullable(),
    status: PresenceStatus,
    first_seen_at: timestamp,
    seen_at: timestamp.describe("Time of the last heartbeat, up to five seconds late"),
  })
  .meta({ id: "PresenceClient" });
export type PresenceClient = z.infer<typeof PresenceClient>;

/** The presence of an agent: `halted`, or the best status of its clients. The other fields are those of the client seen last. */
export const AgentPresence = z
  .strictObject({
    agent_id: id("agt"),
    agent_name: z.string(),
    status: PresenceStatus,
    seen_at: timestamp.nullable().describe("Null for an agent without a heartbeat in the last 24 hours"),
    client: clientName,
    version: clientName,
    run_id: id("run").nullable(),
    client_count: z.number().int().min(0).describe("Clients that sent a heartbeat in the last 24 hours"),
    clients: z
      .array(PresenceClient)
      .max(MAX_CLIENTS)
      .describe(`The clients seen last, newest first: ${MAX_CLIENTS} of one agent, ${LISTED_CLIENTS} of each agent of a list`),
  })
  .meta({ id: "AgentPresence" });
export type AgentPresence = z.infer<typeof AgentPresence>;
export const PresencePage = page(AgentPresence).meta({ id: "PresencePage" });

export const PresenceQuery = pageQuery.extend({
  agent_id: id("agt").optional(),
  environment: environment.optional().describe("Clients of this environment"),
});
