import { z } from "zod";
import { id, json, timestamp } from "./primitives.ts";

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, "must be base64url without padding");
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal("public-key"),
  clientExtensionResults: z.record(z.string().max(64), json).default({}),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
};
const MAX_CLIENT_DATA = 4_096;

/** The assertion of a passkey, as `PublicKeyCredential.toJSON()` returns it. */
export const PasskeyAssertion = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(MAX_CLIENT_DATA),
      authenticatorData: base64url(2_048),
      signature: base64url(2_048),
      userHandle: base64url(128).nullish(),
    }),
  })
  .meta({ id: "PasskeyAssertion" });
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

/** A new passkey, as `PublicKeyCredential.toJSON()` returns it. */
const PasskeyRegistration = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(MAX_CLIENT_DATA),
      attestationObject: base64url(16 * 1_024),
      transports: z.array(z.string().max(32)).max(8).default([]),
      authenticatorData: base64url(4_096).optional(),
      publicKey: base64url(2_048).optional(),
      publicKeyAlgorithm: z.number().int().optional(),
    }),
  })
  .meta({ id: "PasskeyRegistration" });

const password = z.string().min(1).max(1_024).describe("Your password, as a fresh proof of your identity");

export const PasskeyProof = z.strictObject({ password }).meta({ id: "PasskeyProof" });

export const PasskeyOptions = z
  .strictObject({ options: json.describe("PublicKeyCredentialCreationOptions as JSON, for navigator.credentials.create") })
  .meta({ id: "PasskeyOptions" });

export const PasskeyInput = z
  .strictObject({ name: z.string().trim().min(1).max(64), registration: PasskeyRegistration })
  .meta({ id: "PasskeyInput" });
export type PasskeyInput = z.infer<typeof PasskeyInput>;

export const Passkey = z
  .strictObject({ id: id("psk"), name: z.string(), created_at: timestamp, last_used_at: timestamp.nullable() })
  .meta({ id: "Passkey" });
export type Passkey = z.infer<typeof Passkey>;

export const PasskeyList = z
  .strictObject({ data: z.array(Passkey), has_more: z.boolean(), next_cursor: z.null() })
  .meta({ id: "PasskeyList" });
