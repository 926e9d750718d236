import { z } from "zod";
import { displayName, NamedAgent } from "./agents.ts";
import { cappedRecord, environment, id, timestamp } from "./primitives.ts";

const METADATA_BYTES = 16 * 1024;

/** Body of `POST /runs`: one execution of an agent. Its actions refer to it by `run_id`. */
export const RunInput = z
  .strictObject({
    name: displayName.optional(),
    session_id: z.string().min(1).max(128).optional().describe("The caller's id of the session that the run belongs to"),
    metadata: cappedRecord(METADATA_BYTES).optional(),
  })
  .meta({ id: "RunInput" });
export type RunInput = z.infer<typeof RunInput>;

export const Run = z
  .strictObject({
    id: id("run"),
    agent: NamedAgent.describe("The agent that created the run. Agents that it delegates to may use the run too"),
    environment,
    name: z.string().nullable(),
    session_id: z.string().nullable(),
    metadata: RunInput.shape.metadata.unwrap(),
    created_at: timestamp,
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;
