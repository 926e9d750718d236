import { z } from "zod";
import { Receipt } from "./actions.ts";
import { actionType, hex32, id, page, pageQuery, timestamp } from "./primitives.ts";

/** One row of the audit list and one event of the stream. Everything in it stands in the leaf. */
export const AuditEvent = z
  .strictObject({
    id: id("evt"),
    seq: z.number().int(),
    timestamp,
    kind: z.string(),
    action_type: actionType.nullable(),
    agent_id: id("agt").nullable(),
    actor: z.strictObject({ type: z.string(), id: z.string() }),
    subject: z.strictObject({ type: z.string(), id: z.string() }),
    status: z.string().nullable(),
    denial_reason: z.string().nullable(),
    event_types: z.array(z.string()),
    leaf_hash: hex32,
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof AuditEvent>;
export const AuditPage = page(AuditEvent).meta({ id: "AuditPage" });

export const AuditQuery = pageQuery.extend({
  action_type: actionType.optional(),
  kind: z.string().max(64).optional(),
  agent_id: id("agt").optional(),
});

export const CheckpointView = z
  .strictObject({
    checkpoint: z.string(),
    vkey: z.string(),
    origin: z.string(),
    size: z.number().int(),
    root: z.string().describe("base64"),
  })
  .meta({ id: "Checkpoint" });

export const VerifyResult = z
  .strictObject({
    chain_valid: z.boolean(),
    first_broken_at_row_id: z.string().nullable(),
    size: z.number().int(),
    root: z.string(),
    checked_at: timestamp,
  })
  .meta({ id: "VerifyResult" });

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const InclusionQuery = z.strictObject({ seq: count, size: count.optional() });
export const InclusionProof = z.strictObject({ ...Receipt.shape, tree_size: z.number().int() }).meta({ id: "InclusionProof" });
export const ConsistencyQuery = z.strictObject({ from: count, to: count.optional() });
export const ConsistencyProof = z
  .strictObject({ from: z.number().int(), to: z.number().int(), hashes: z.array(z.string()), checkpoint: z.string() })
  .meta({ id: "ConsistencyProof" });

export const ExportQuery = z.strictObject({ format: z.enum(["ndjson"]).default("ndjson"), from: count.optional() });

const MAX_STREAM_WORDS = 64;
const wordList = (word: RegExp, message: string) =>
  z
    .string()
    .max(2048)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((words) => words.length <= MAX_STREAM_WORDS && words.every((text) => word.test(text)), message);

export const StreamQuery = z.strictObject({
  types: wordList(
    /^[a-z_]{1,64}\.(\*|[a-z_]{1,64})$/,
    "must be kinds or tags of events, or prefix.*, separated by commas, such as approval.*,action.denied",
  )
    .optional()
    .describe("kinds or tags of events, or prefix.*, separated by commas"),
  agent: id("agt").optional(),
  decision: wordList(
    /^(executed|denied|requested|approved)$/,
    "must be executed, denied, requested or approved, or several separated by commas",
  )
    .optional()
    .describe("executed, denied or requested by policy, approved or denied by a person; several separated by commas"),
});
