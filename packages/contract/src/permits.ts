import { z } from "zod";
import { ActionInput } from "./actions.ts";
import { actionType, id, timestamp } from "./primitives.ts";

const audience = z.string().min(1).max(256);
const MAX_PERMIT = 16 * 1024;
export const PERMIT_GRADES = ["consumed", "offline"] as const;
export const CollectInput = z
  .strictObject({
    audience: audience.optional().describe("The party that will run the action. Required for an offline permit"),
    grade: z
      .enum(PERMIT_GRADES)
      .default("consumed")
      .describe("`consumed`: the permit works once, at POST /permits/consume. `offline`: a JWS that is valid for at most 60 seconds"),
  })
  .refine(({ audience, grade }) => grade === "consumed" || audience !== undefined, {
    path: ["audience"],
    message: "an offline permit needs an audience: name the party that will verify it",
  })
  .meta({ id: "CollectInput" });
export const ConsumePermitInput = z
  .strictObject({ permit: z.string().max(MAX_PERMIT), audience: audience.optional(), submission: ActionInput })
  .meta({ id: "ConsumePermitInput" });
export const ConsumePermitResult = z
  .strictObject({
    jti: id("prm"),
    approval_id: id("apr"),
    action_type: actionType,
    agent_id: id("agt"),
    consumed_at: timestamp,
    audit_event_id: id("evt"),
    replayed: z.boolean().describe("true when an earlier call with this Idempotency-Key consumed the permit and this is its response"),
  })
  .meta({ id: "ConsumePermitResult" });

export const PermitKeysQuery = z.strictObject({
  org: id("org").optional().describe("The organisation. Not needed with a credential, which names its own"),
});
export const PermitKeys = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string(),
        kid: z.string().describe("RFC 7638 thumbprint of the key"),
        alg: z.literal("EdDSA"),
        use: z.literal("sig"),
      }),
    ),
  })
  .meta({ id: "PermitKeys" });
export type PermitKeys = z.infer<typeof PermitKeys>;

const MAX_OVERLAP = 86_400;
export const RotatePermitKeyInput = z
  .strictObject({
    overlap: z
      .number()
      .int()
      .min(0)
      .max(MAX_OVERLAP)
      .default(300)
      .describe("Seconds during which the old key is still published. 0 withdraws it at once, with the permits that it signed"),
  })
  .meta({ id: "RotatePermitKeyInput" });
export const RotatedPermitKey = z
  .strictObject({ kid: z.string(), previous: z.string().nullable(), previous_until: timestamp.nullable() })
  .meta({ id: "RotatedPermitKey" });
export type RotatedPermitKey = z.infer<typeof RotatedPermitKey>;
