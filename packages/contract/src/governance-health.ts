import { z } from "zod";
import { timestamp } from "./primitives.ts";

const state = z
  .enum(["ok", "failed", "unknown"])
  .describe("`unknown`: could not be checked now. It never counts as ok. The newest results are kept for some seconds");
const size = z.number().int().min(0);
const milliseconds = z.number().min(0).nullable();

/** The answer without a credential that may read the audit log. */
export const GovernanceStatus = z.strictObject({ status: state }).meta({ id: "GovernanceStatus" });

export const GovernanceHealth = z
  .strictObject({
    status: state.describe("`failed` when a part failed, else `unknown` when a part could not be checked"),
    checked_at: timestamp,
    chain_integrity: z.strictObject({
      status: z
        .enum(["verified", "unverified", "failed", "unknown"])
        .describe("`verified`: the whole ledger was verified and its newest entries are valid now. `unverified`: only the newest are"),
      signing: z.enum(["signed", "diverged", "signer_state_invalid", "not_signed"]).nullable(),
      size: size.nullable().describe("Number of entries"),
      checked_from: size.nullable().describe("seq of the first entry that was verified for this answer"),
      checked_to: size.nullable().describe("seq of the last entry that was verified for this answer"),
      first_broken_at_row_id: z.string().nullable(),
    }),
    key_resolution: z.strictObject({
      status: state,
      resolved: size.nullable().describe("Keys that the key-encryption key decrypts"),
      unresolved: size.nullable(),
      unresolved_purposes: z.array(z.string()),
    }),
    append_only_grants: z.strictObject({
      status: state.describe("`failed` when a role of the API may change or delete entries, or a trigger against it is not in force"),
      tables: z.array(z.strictObject({ table: z.string(), grants_ok: z.boolean(), triggers_ok: z.boolean() })),
    }),
    write_latency: z.strictObject({
      status: z.enum(["ok", "no_samples", "unknown"]),
      p50_ms: milliseconds.describe("From the arrival of a request at the ledger to its signed answer, in this process"),
      p95_ms: milliseconds,
      samples: size,
      window_seconds: size,
    }),
    bus: z.strictObject({
      status: z.enum(["ok", "degraded"]).describe("`degraded` delays answers and changes none, so it does not change `status`"),
      reason: z.string().nullable(),
    }),
    last_verification: z.strictObject({
      status: z.enum(["valid", "failed", "never", "unknown"]),
      at: timestamp.nullable(),
      size: size.nullable().describe("Number of entries that were verified"),
      by: z.enum(["server", "outside"]).nullable().describe("`outside`: by a person, for example in the browser"),
    }),
  })
  .meta({ id: "GovernanceHealth" });
export type GovernanceHealth = z.infer<typeof GovernanceHealth>;

export const GovernanceAnswer = z.union([GovernanceHealth, GovernanceStatus]).meta({ id: "GovernanceAnswer" });
