import { COMPONENT_TYPES } from "@agentlattice/core/settle";
import { z } from "zod";
import { Finding, Receipt } from "./actions.ts";
import { cappedRecord, id, timestamp } from "./primitives.ts";

const DATA_BYTES = 64 * 1024;

const kind = z
  .string()
  .max(128)
  .regex(
    /^(app\.[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*|skill\.registered|mcp\.connected|mcp\.error)$/,
    `must be \`app.\` and a name in lower case, such as app.invoice.sent, or ${COMPONENT_TYPES.join(", ")}`,
  )
  .describe("`app.` and a name in lower case, such as `app.invoice.sent`, or `skill.registered`, `mcp.connected` or `mcp.error`");

/** Body of `POST /events`: an auditable event that is not a gated action. */
export const AppEventInput = z
  .strictObject({
    kind,
    data: cappedRecord(DATA_BYTES).default({}).describe("At most 64 KiB of JSON. It is stored encrypted, behind a commitment"),
    subject: z.string().min(1).max(256).optional().describe("The caller's id of what the event is about"),
    run_id: id("run").optional(),
    session_id: z.string().min(1).max(128).optional(),
    correlation_id: z.string().min(1).max(128).optional(),
  })
  .meta({ id: "AppEventInput" });
export type AppEventInput = z.infer<typeof AppEventInput>;

export const RecordedEvent = z
  .strictObject({
    id: id("evt").describe("The ledger entry"),
    kind,
    recorded_at: timestamp,
    findings: z.array(Finding).optional().describe("Findings that were removed from the event before it was stored"),
    receipt: Receipt.optional().describe("Absent in the answer to a repeated Idempotency-Key"),
  })
  .meta({ id: "RecordedEvent" });
export type RecordedEvent = z.infer<typeof RecordedEvent>;
