import { z } from "zod";
import { Receipt, ShadowVerdict } from "./actions.ts";
import { Approval } from "./approvals.ts";
import { actionType, environment, hex32, id, json, page, pageQuery, timestamp } from "./primitives.ts";

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
    approval_id: id("apr").nullable().describe("the approval it is about, or that let it run"),
    event_types: z.array(z.string()),
    leaf_hash: hex32,
    environment: environment.nullable().describe("where it happened; null for what concerns the whole organisation, such as a setting"),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof AuditEvent>;

/** `next_cursor` goes on to older entries, `prev_cursor` back to newer ones; rows are always newest first. */
export const AuditPage = page(AuditEvent).extend({ prev_cursor: z.string().nullable() }).meta({ id: "AuditPage" });

const anyId = z.string().regex(/^[a-z]{2,3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/, "must be an id such as evt_01h455vb4pex5vsknk084sn02q");
const MAX_WORDS = 64;
const wordList = (word: RegExp, message: string) =>
  z
    .string()
    .max(2048)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((words) => words.length <= MAX_WORDS && words.every((text) => word.test(text)), message);

/** A place in the log: the seq of an entry, or a time. */
const place = z
  .string()
  .max(40)
  .refine((text) => /^\d{1,15}$/.test(text) || isTime(text), "must be the seq of an entry or a time such as 2026-11-21T08:00:00Z");

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Which entries; everything given must hold. */
export const AuditFilter = z.strictObject({
  kind: wordList(
    /^[a-z][a-z0-9_]{0,63}(\.[a-z0-9_]{1,64}){0,4}(\.\*)?$/,
    "must be kinds such as action.denied or approval.*, separated by commas",
  )
    .optional()
    .describe(
      "kinds of entry or event types, separated by commas: `action.denied`, `guardrail.redacted`; `approval.*` stands for every kind that begins so. A name that is neither is refused",
    ),
  action_type: z
    .string()
    .max(130)
    .regex(/^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?$/, "must look like pr.merge or pr.*")
    .optional()
    .describe("`pr.merge`, or `pr.*` for everything below `pr.`"),
  agent_id: id("agt").optional().describe("in whose record the entry is"),
  actor: z
    .string()
    .regex(/^(system|(usr|agt|key)_[0-7][0-9a-hjkmnp-tv-z]{25})$/, "must be the id of a person, an agent or a key, or system")
    .optional(),
  status: wordList(/^[a-z][a-z0-9_]{0,63}$/, "must be statuses such as denied, separated by commas")
    .optional()
    .describe("statuses separated by commas, such as denied,expired"),
  policy: z
    .string()
    .max(128)
    .optional()
    .describe("id or name of the policy that decided, or that was changed. A name that no policy has is refused"),
  approval_id: id("apr").optional(),
  environment: environment
    .optional()
    .describe("entries of this environment; what concerns the whole organisation is in no environment and is left out"),
  from: place.optional().describe("from this seq or time on, inclusive"),
  to: place.optional().describe("up to this seq or time, inclusive"),
});
export type AuditFilter = z.output<typeof AuditFilter>;

export const AuditQuery = pageQuery.extend({
  ...AuditFilter.shape,
  q: z
    .union([anyId, z.string().regex(/^#?\d{1,15}$/), hex32], "must be an id, a seq such as #41, or a leaf hash")
    .optional()
    .describe("an id in any role, a seq such as #41, or a leaf hash"),
});

/** A value that the entry commits to, or why it is not shown. */
export const PayloadView = z
  .strictObject({
    field: z.string(),
    commitment: hex32,
    state: z.enum(["shown", "withheld", "missing"]),
    value: json.optional(),
    salt: z.string().optional().describe("base64; with it the commitment can be checked"),
    because: z.string().optional().describe("why it is not shown"),
  })
  .meta({ id: "AuditPayload" });

/** One entry with everything around it. `entry` is what was hashed; the rest is read from it or beside it. */
export const AuditEventDetail = AuditEvent.extend({
  entry: z.string().describe("the exact leaf text"),
  data: z.record(z.string(), json),
  correlation_id: id("cor"),
  prev: hex32,
  payloads: z.array(PayloadView),
  policies: z.array(
    z.strictObject({
      id: id("pol"),
      name: z.string(),
      version: z.number().int(),
      hash: hex32,
      verdict: z.string(),
      mode: z.string().optional(),
    }),
  ),
  shadow: z
    .array(ShadowVerdict)
    .describe("what would have been done where it is only monitored; conditions and findings for those who may read payloads"),
  approval: Approval.nullable().describe("null when there is none or it is not for the caller"),
  related: z.array(AuditEvent).describe("the other entries of the same story, oldest first"),
}).meta({ id: "AuditEventDetail" });
export type AuditEventDetail = z.infer<typeof AuditEventDetail>;

/** `POST /audit/events/{id}/placeholders`: why the values are needed stands, encrypted, in the entry that it writes. */
export const RevealInput = z.strictObject({
  reason: z
    .string()
    .min(1)
    .max(8 * 1024)
    .optional(),
});

export const RevealResult = z
  .strictObject({
    id: id("evt"),
    revealed_event_id: id("evt").describe("the entry that records this reading"),
    placeholders: z.array(z.strictObject({ placeholder: z.string(), value: z.string() })),
  })
  .meta({ id: "RevealResult" });
export type RevealResult = z.infer<typeof RevealResult>;

export const CheckpointView = z
  .strictObject({
    checkpoint: z.string(),
    vkey: z.string(),
    origin: z.string(),
    size: z.number().int(),
    root: z.string().describe("base64"),
  })
  .meta({ id: "Checkpoint" });

export const LedgerStatus = z
  .strictObject({
    state: z.enum(["signed", "diverged", "signer_state_invalid", "not_signed"]).describe("anything but `signed`: nothing is decided"),
    origin: z.string(),
    generation: z.number().int().describe("begins with 1; each restore on purpose begins the next"),
    stored_size: z.number().int().describe("entries in the database"),
    signed: z
      .strictObject({ size: z.number().int(), root: z.string().describe("base64") })
      .nullable()
      .describe("the head that was signed last, where the database does not extend it"),
    since: z.iso.datetime().nullable().describe("when it was first noticed"),
    message: z.string().nullable(),
    remedy: z.string().nullable().describe("what to do"),
  })
  .meta({ id: "LedgerStatus" });
export type LedgerStatus = z.infer<typeof LedgerStatus>;

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const VerifyQuery = z.strictObject({
  from: count.optional().describe("seq of the first entry"),
  to: count.optional().describe("seq of the last entry, inclusive"),
});
export const VerifyResult = z
  .strictObject({
    chain_valid: z.boolean(),
    first_broken_at_row_id: z.string().nullable(),
    size: z.number().int(),
    root: z.string(),
    checked_at: timestamp,
    from: z.number().int().describe("seq of the first entry that was checked"),
    to: z.number().int().describe("seq of the last"),
    findings: z
      .array(
        z.strictObject({ class: z.literal("EXECUTED_WITHOUT_DECISION"), seq: z.number().int(), row_id: z.string(), message: z.string() }),
      )
      .describe("what an intact chain records that must not have happened"),
  })
  .meta({ id: "VerifyResult" });

export const VerificationInput = z
  .strictObject({
    checkpoint: z
      .string()
      .min(1)
      .max(4_096)
      .describe("the signed note of the head under which every entry was verified, as /audit/checkpoint answered it"),
  })
  .meta({ id: "VerificationInput" });
export const Verification = z
  .strictObject({
    event_id: id("evt").describe("the entry that records it"),
    size: z.number().int().describe("entries that the head covers"),
    root: z.string().describe("base64"),
  })
  .meta({ id: "Verification" });
export type Verification = z.infer<typeof Verification>;

export const InclusionQuery = z.strictObject({ seq: count, size: count.optional() });
export const InclusionProof = z.strictObject({ ...Receipt.shape, tree_size: z.number().int() }).meta({ id: "InclusionProof" });
export const ConsistencyQuery = z.strictObject({ from: count, to: count.optional() });
export const ConsistencyProof = z
  .strictObject({ from: z.number().int(), to: z.number().int(), hashes: z.array(z.string()), checkpoint: z.string() })
  .meta({ id: "ConsistencyProof" });

const edge = z.array(z.string()).describe("base64, left to right");
export const RangeQuery = z.strictObject({ from: count, to: count, size: count.optional() });
export const RangeProof = z
  .strictObject({
    from: z.number().int(),
    to: z.number().int().describe("inclusive"),
    tree_size: z.number().int(),
    left: edge,
    right: edge,
    checkpoint: z.string(),
  })
  .meta({ id: "RangeProof" });

export const MAX_LEAVES = 5_000;
export const LeavesQuery = z.strictObject({ from: count, limit: z.coerce.number().int().min(1).max(MAX_LEAVES).default(1_000) });

export const ExportQuery = AuditFilter.extend({ format: z.enum(["ndjson", "csv"]).default("ndjson") });
export const BundleQuery = AuditFilter.pick({ from: true, to: true });
export const ManifestQuery = z.strictObject({ export: id("evt").describe("AL-Export-Id of the answer that brought the file") });

/** What an export holds, so that its file can be recognised and checked later. */
export const ExportManifest = z
  .strictObject({
    manifest_version: z.literal(1),
    export_id: id("evt"),
    exported_at: timestamp,
    exported_by: z.strictObject({ type: z.string(), id: z.string() }),
    format: z.enum(["ndjson", "csv"]),
    file: z.string(),
    from: z.number().int(),
    to: z.number().int().describe("inclusive"),
    filters: z.record(z.string(), z.union([z.string(), z.array(z.string())])).describe("as they were recorded; {} for every entry"),
    entries: z.number().int(),
    first_seq: z.number().int().nullable(),
    last_seq: z.number().int().nullable(),
    bytes: z.number().int(),
    sha256: hex32,
    origin: z.string(),
    vkey: z.string(),
    size: z.number().int(),
    root: z.string().describe("base64"),
    checkpoint: z.string(),
    edges: z
      .strictObject({ left: edge, right: edge })
      .nullable()
      .describe("hashes beside a range without gaps; null when entries were left out"),
    payloads: z
      .strictObject({
        file: z.string(),
        values: z.number().int().describe("payloads in the file"),
        unreadable: z.array(z.number().int()).describe("seq of entries whose stored payload was changed, at most 100"),
        bytes: z.number().int(),
        sha256: hex32,
      })
      .optional()
      .describe("in an export with payloads"),
    policies: z
      .strictObject({ file: z.string(), versions: z.number().int(), bytes: z.number().int(), sha256: hex32 })
      .optional()
      .describe("the texts of policies, in an export with payloads"),
  })
  .meta({ id: "ExportManifest" });
export type ExportManifest = z.infer<typeof ExportManifest>;

export const StreamQuery = z.strictObject({
  types: wordList(
    /^[a-z_]{1,64}\.(\*|[a-z_]{1,64})$/,
    "must be kinds or tags of events, or prefix.*, separated by commas, such as approval.*,action.denied",
  )
    .optional()
    .describe("kinds or tags of events, or prefix.*, separated by commas"),
  agent: id("agt").optional(),
  environment: environment.optional().describe("entries of this environment, as in the list"),
  decision: wordList(
    /^(executed|denied|requested|approved)$/,
    "must be executed, denied, requested or approved, or several separated by commas",
  )
    .optional()
    .describe("executed, denied or requested by policy, approved or denied by a person; several separated by commas"),
});
