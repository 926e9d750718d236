import { z } from "zod";
import { id, page, timestamp } from "./primitives.ts";
import { youCan } from "./you.ts";

const sequence = z.number().int().min(0);
const MAX_OVERLAP = 30 * 86_400;
const DEFAULT_OVERLAP = 86_400;

const publicKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, "must be 32 bytes as base64")
  .describe("Ed25519 public key: 32 bytes as base64");

/** Sequence numbers for which no statement arrived. */
export const SequenceGap = z
  .strictObject({
    from: sequence,
    to: sequence,
    at: timestamp.describe("Time of the statement after the gap"),
    audit_event_id: id("evt").describe("The submission with the statement after the gap"),
  })
  .meta({ id: "SequenceGap" });

/** A public key with which an agent signs its submissions. */
export const IdentityKey = z
  .strictObject({
    id: id("aik"),
    agent_id: id("agt"),
    public_key: publicKey,
    fingerprint: z.string().describe("SHA-256 of the public key, as hex"),
    status: z.enum(["active", "ended"]),
    created_by: id("usr"),
    created_at: timestamp,
    ends_at: timestamp.nullable().describe("End of the overlap after a rotation, or time of the revocation"),
    replaced_by: id("aik").nullable().describe("The key that a rotation registered in its place"),
    last_sequence: sequence.describe("Sequence number of the last statement; 0 before the first"),
    last_used_at: timestamp.nullable(),
    missing: sequence.describe("Count of sequence numbers for which no statement arrived"),
    gaps: z.array(SequenceGap).describe("The newest 50 gaps, newest first"),
    you: youCan(["rotateIdentityKey", "revokeIdentityKey"]),
  })
  .meta({ id: "IdentityKey" });
export type IdentityKey = z.infer<typeof IdentityKey>;
export const IdentityKeyPage = page(IdentityKey).meta({ id: "IdentityKeyPage" });

export const IdentityKeyInput = z.strictObject({ public_key: publicKey }).meta({ id: "IdentityKeyInput" });

export const RotateIdentityKeyInput = z
  .strictObject({
    public_key: publicKey,
    overlap: z
      .number()
      .int()
      .min(0)
      .max(MAX_OVERLAP)
      .default(DEFAULT_OVERLAP)
      .describe("Seconds for which the old key keeps working. 0 ends it immediately"),
  })
  .meta({ id: "RotateIdentityKeyInput" });
