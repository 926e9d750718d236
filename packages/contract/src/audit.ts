import { ACTION_OR_PREFIX, ACTION_PATTERN_FORM } from "@agentlattice/core/action-pattern";
import { UNAUTHORISED_FAULTS } from "@agentlattice/core/ledger";
import { ANOMALY_CODES } from "@agentlattice/core/ledger/schemas";
import { z } from "zod";
import { Receipt, ShadowVerdict } from "./actions.ts";
import { Approval } from "./approvals.ts";
import { earlierGenerations } from "./generations.ts";
import { actionType, amount, environment, hex32, id, json, page, pageQuery, ReferenceQuery, timestamp } from "./primitives.ts";
import { moment, orderedRange } from "./time-range.ts";

/** A row of the audit list and an event of the stream. All of its fields come from the leaf. */
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
    approval_id: id("apr").nullable().describe("The approval that the entry is about, or that allowed the action"),
    event_types: z.array(z.string()),
    leaf_hash: hex32,
    environment: environment
      .nullable()
      .describe("Environment of the entry; null when it concerns the whole organisation, such as a setting"),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof AuditEvent>;

/** `next_cursor` leads to older entries, `prev_cursor` to newer ones. Rows are always newest first. */
export const AuditPage = page(AuditEvent)
  .extend({
    prev_cursor: z.string().nullable(),
    names: z
      .record(z.string(), z.string())
      .optional()
      .describe("With include=names: the names of the agents and people who acted, by their ids. Those that you may not see are left out"),
  })
  .meta({ id: "AuditPage" });

const anyId = z.string().regex(/^[a-z]{2,3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/, "must be an id such as evt_01h455vb4pex5vsknk084sn02q");
const MAX_WORDS = 64;
const wordList = (word: RegExp, message: string) =>
  z
    .string()
    .max(2048)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((words) => words.length <= MAX_WORDS && words.every((text) => word.test(text)), message);

/** A position in the ledger: the seq of an entry, a time or a date. */
const bound = z.union(
  [z.string().regex(/^\d{1,15}$/, "must be the seq of an entry"), moment],
  "must be the seq of an entry, a time such as 2026-11-21T08:00:00Z or a date",
);

/** Filters of the audit list. An entry must match all of them. */
export const AuditFilter = z.strictObject({
  kind: wordList(
    /^[a-z][a-z0-9_]{0,63}(\.[a-z0-9_]{1,64}){0,4}(\.\*)?$/,
    "must be kinds such as action.denied or approval.*, separated by commas",
  )
    .optional()
    .describe(
      "Entry kinds or event types, separated by commas: `action.denied`, `guardrail.redacted`. `approval.*` matches every kind with this prefix. Unknown names are rejected",
    ),
  action_type: z
    .string()
    .max(130)
    .regex(ACTION_OR_PREFIX, ACTION_PATTERN_FORM.replace(", or *", ""))
    .optional()
    .describe("An action type such as `pr.merge`, or `pr.*` or `tool.mcp__github__*` for all types with this prefix"),
  agent_id: id("agt").optional().describe("The agent that the entry belongs to"),
  actor: z
    .string()
    .regex(/^(system|(usr|agt|key)_[0-7][0-9a-hjkmnp-tv-z]{25})$/, "must be the id of a person, an agent or a key, or system")
    .optional(),
  status: wordList(/^[a-z][a-z0-9_]{0,63}$/, "must be statuses such as denied, separated by commas")
    .optional()
    .describe("Statuses separated by commas, such as denied,expired"),
  policy: z.string().max(128).optional().describe("Id or name of the policy that decided or was changed. Unknown names are rejected"),
  approval_id: id("apr").optional(),
  anomaly: z.enum(ANOMALY_CODES).optional().describe("Entries `anomaly.detected` with this code"),
  environment: environment
    .optional()
    .describe("Entries of this environment. Entries that concern the whole organisation have no environment and are omitted"),
  from: bound.optional().describe("First seq or earliest time, included; a date begins at midnight UTC"),
  to: bound.optional().describe("Last seq or latest time, included; a date includes its whole day (UTC)"),
});
export type AuditFilter = z.output<typeof AuditFilter>;

export const AuditQuery = orderedRange(
  pageQuery.extend({
    include: z.literal("names").optional().describe("Adds the names of those who acted to the page"),
    ...AuditFilter.shape,
    ...ReferenceQuery.shape,
    q: z
      .union(
        [anyId, z.string().regex(/^#?\d{1,15}$/, "must be a seq such as #41"), hex32],
        "must be an id, a seq such as #41, or a leaf hash",
      )
      .optional()
      .describe("Any id that the entry contains, a seq such as #41, or a leaf hash"),
  }),
);

/** A payload that the entry commits to, or the reason why it is withheld. */
export const PayloadView = z
  .strictObject({
    field: z.string(),
    commitment: hex32,
    state: z.enum(["shown", "withheld", "missing"]),
    value: json.optional(),
    salt: z.string().optional().describe("Salt in base64, which allows you to verify the commitment"),
    because: z.string().optional().describe("Reason why the value is withheld"),
  })
  .meta({ id: "AuditPayload" });

/** An entry with its related data. `entry` is the hashed text; the other fields are derived from it or stored beside it. */
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
    .describe("Verdicts of monitored policies, which had no effect. Conditions and findings are included if you may read payloads"),
  approval: Approval.nullable().describe("null when there is none or the caller may not read it"),
  related: z.array(AuditEvent).describe("Entries with the same correlation id, oldest first"),
}).meta({ id: "AuditEventDetail" });
export type AuditEventDetail = z.infer<typeof AuditEventDetail>;

/** Body of `POST /audit/events/{id}/placeholders`. The reason is stored encrypted in the entry that records the access. */
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
    revealed_event_id: id("evt").describe("The entry that records this access"),
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
    root: z.string().describe("Root hash in base64"),
  })
  .meta({ id: "Checkpoint" });

export const RotateLogKeyInput = z
  .strictObject({
    vkey: z.string().max(512).describe("The verifier key that is replaced, from GET /audit/checkpoint"),
    reason: z.string().trim().min(1).max(4_096).optional().describe("The reason of the rotation, stored encrypted with its entry"),
  })
  .meta({ id: "RotateLogKeyInput" });

export const LogKey = z
  .strictObject({
    number: z.number().int().min(1).describe("1 is the first key of the ledger"),
    status: z.enum(["current", "replaced"]),
    vkey: z.string().describe("The verifier key, with the newest origin of the ledger that the key signed"),
    fingerprint: z.string().describe("SHA-256 of the public key in hexadecimal"),
    entry: z
      .string()
      .nullable()
      .describe("Entry `ledger.key_rotated` that began its use, as generation and seq (g1.42). null for the first key"),
    created_at: z.iso.datetime(),
    replaced_at: z.iso.datetime().nullable(),
    entries: amount.describe("Number of entries whose first signed head has the signature of this key"),
  })
  .meta({ id: "LogKey" });
export type LogKey = z.infer<typeof LogKey>;

export const LogKeyPage = page(LogKey).meta({ id: "LogKeyPage" });

export const RotatedLogKey = z
  .strictObject({
    event_id: id("evt"),
    seq: z.number().int().describe("Entry `ledger.key_rotated`. Heads with more entries than this are signed by the new key"),
    previous_vkey: z.string(),
    vkey: z.string(),
    checkpoint: z.string().describe("The first head that the new key signed"),
  })
  .meta({ id: "RotatedLogKey" });
export type RotatedLogKey = z.infer<typeof RotatedLogKey>;

export const LedgerStatus = z
  .strictObject({
    state: z.enum(["signed", "diverged", "signer_state_invalid", "not_signed"]).describe("Unless it is `signed`, no action is decided"),
    origin: z.string(),
    generation: z.number().int().describe("Starts at 1. Each authorised restore begins a new generation"),
    stored_size: z.number().int().describe("Number of entries in the database"),
    signed: z
      .strictObject({ size: z.number().int(), root: z.string().describe("Root hash in base64") })
      .nullable()
      .describe("The last signed head, if the database does not extend it"),
    since: z.iso.datetime().nullable().describe("Time when the problem was first detected"),
    message: z.string().nullable(),
    remedy: z.string().nullable().describe("Instructions to fix the problem"),
  })
  .meta({ id: "LedgerStatus" });
export type LedgerStatus = z.infer<typeof LedgerStatus>;

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const VerifyQuery = orderedRange(
  z.strictObject({
    from: count.optional().describe("seq of the first entry"),
    to: count.optional().describe("seq of the last entry, inclusive"),
  }),
);
export const VerifyResult = z
  .strictObject({
    chain_valid: z.boolean(),
    first_broken_at_row_id: z.string().nullable(),
    size: z.number().int(),
    root: z.string(),
    checked_at: timestamp,
    from: z.number().int().describe("seq of the first checked entry"),
    to: z.number().int().describe("seq of the last checked entry"),
    faults: z
      .array(
        z.strictObject({
          class: z
            .string()
            .describe(
              "A class of fault of docs/ledger-format.md, or `COLUMN_MISMATCH`, `HEAD_MALFORMED`, `HEAD_NOT_SIGNED` or `CHECKPOINT_NOT_SIGNED`",
            ),
          seq: z.number().int().nullable().describe("The first entry that is known to be bad or missing; null when it is not known"),
          row_id: z.string().nullable(),
          message: z.string(),
          expected: z.string().nullable().describe("The hash or head that was signed, when it is known"),
          found: z.string().nullable().describe("The hash or head that is stored"),
        }),
      )
      .describe("Why `chain_valid` is false: what differs, where, and from what. Empty for a valid chain"),
    findings: z
      .array(z.strictObject({ class: z.enum(UNAUTHORISED_FAULTS), seq: z.number().int(), row_id: z.string(), message: z.string() }))
      .describe("Events that must not happen although the chain is intact"),
  })
  .meta({ id: "VerifyResult" });

export const VerificationInput = z
  .strictObject({
    checkpoint: z
      .string()
      .min(1)
      .max(4_096)
      .describe("Signed note of the head under which all entries were verified, as returned by /audit/checkpoint"),
  })
  .meta({ id: "VerificationInput" });
export const Verification = z
  .strictObject({
    event_id: id("evt").describe("The entry that records the verification"),
    size: z.number().int().describe("Number of entries that the head covers"),
    root: z.string().describe("Root hash in base64"),
  })
  .meta({ id: "Verification" });
export type Verification = z.infer<typeof Verification>;

export const InclusionQuery = z.strictObject({ seq: count, size: count.optional() });
export const InclusionProof = z.strictObject({ ...Receipt.shape, tree_size: z.number().int() }).meta({ id: "InclusionProof" });
export const ConsistencyQuery = z.strictObject({ from: count, to: count.optional() });
export const ConsistencyProof = z
  .strictObject({ from: z.number().int(), to: z.number().int(), hashes: z.array(z.string()), checkpoint: z.string() })
  .meta({ id: "ConsistencyProof" });

const edge = z.array(z.string()).describe("Hashes in base64, left to right");
export const RangeQuery = orderedRange(z.strictObject({ from: count, to: count, size: count.optional() }));
export const RangeProof = z
  .strictObject({
    from: z.number().int(),
    to: z.number().int().describe("seq of the last entry, inclusive"),
    tree_size: z.number().int(),
    left: edge,
    right: edge,
    checkpoint: z.string(),
  })
  .meta({ id: "RangeProof" });

export const MAX_LEAVES = 5_000;
export const LeavesQuery = z.strictObject({ from: count, limit: z.coerce.number().int().min(1).max(MAX_LEAVES).default(1_000) });

export const ExportQuery = orderedRange(
  AuditFilter.extend({ ...ReferenceQuery.shape, format: z.enum(["ndjson", "csv"]).default("ndjson") }),
);
export const BundleQuery = orderedRange(
  AuditFilter.pick({ from: true, to: true }).extend({
    generation: z.coerce
      .number()
      .int()
      .min(1)
      .max(999_999_999)
      .optional()
      .describe("An earlier generation of a restored ledger. `from` and `to` are then seqs in it. The newest one by default"),
  }),
);
export const ManifestQuery = z.strictObject({ export: id("evt").describe("The AL-Export-Id header of the export response") });

/** Describes an export, so that its file can be identified and verified later. */
export const ExportManifest = z
  .strictObject({
    manifest_version: z.literal(1),
    export_id: id("evt"),
    exported_at: timestamp,
    exported_by: z.strictObject({ type: z.string(), id: z.string() }),
    format: z.enum(["ndjson", "csv"]),
    file: z.string(),
    from: z.number().int(),
    to: z.number().int().describe("seq of the last entry, inclusive"),
    filters: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .describe("Filters of the export; {} when it contains every entry"),
    entries: z.number().int(),
    first_seq: z.number().int().nullable(),
    last_seq: z.number().int().nullable(),
    bytes: z.number().int(),
    sha256: hex32,
    origin: z.string(),
    vkey: z.string(),
    size: z.number().int(),
    root: z.string().describe("Root hash in base64"),
    checkpoint: z.string(),
    generation: z.number().int().min(1).describe("The generation of the ledger that the entries belong to"),
    earlier_generations: earlierGenerations,
    edges: z
      .strictObject({ left: edge, right: edge })
      .nullable()
      .describe("Proof hashes of a range without gaps; null when a filter left out entries"),
    payloads: z
      .strictObject({
        file: z.string(),
        values: z.number().int().describe("Number of payloads in the file"),
        unreadable: z.array(z.number().int()).describe("seq of entries whose stored payload was tampered with, at most 100"),
        bytes: z.number().int(),
        sha256: hex32,
      })
      .optional()
      .describe("Present in an export with payloads"),
    policies: z
      .strictObject({ file: z.string(), versions: z.number().int(), bytes: z.number().int(), sha256: hex32 })
      .optional()
      .describe("Policy texts, present in an export with payloads"),
  })
  .meta({ id: "ExportManifest" });
export type ExportManifest = z.infer<typeof ExportManifest>;

export const StreamQuery = z.strictObject({
  types: wordList(
    /^[a-z_]{1,64}\.(\*|[a-z_]{1,64})$/,
    "must be kinds or tags of events, or prefix.*, separated by commas, such as approval.*,action.denied",
  )
    .optional()
    .describe("Event kinds, event types, presence.changed, or prefix.*, separated by commas"),
  agent: id("agt").optional(),
  environment: environment.optional().describe("Entries of this environment, as in the list"),
  decision: wordList(
    /^(executed|denied|requested|approved)$/,
    "must be executed, denied, requested or approved, or several separated by commas",
  )
    .optional()
    .describe("executed, denied or requested by a policy, approved or denied by a person. Separate several with commas"),
});
