import { z } from "zod";
import { timestamp } from "./primitives.ts";

/** Number of recovery codes that an enrolment gives. */
export const RECOVERY_CODES = 10;

const MAX_PASSWORD = 1_024;
const MAX_CODE = 64;

/** The caller's password, as a fresh proof of identity. */
export const passwordProof = z
  .string()
  .min(1)
  .max(MAX_PASSWORD)
  .describe("Your password, as a fresh proof of your identity. Required where the policy sets step_up, unless you send one_time_code");

/** A code of the caller's authenticator app or a recovery code. */
export const oneTimeCode = z
  .string()
  .min(1)
  .max(MAX_CODE)
  .describe("A code of your authenticator app, or a recovery code, instead of your password. Each code is accepted once");

/** Returns true unless both proofs are present. */
export const isOneProof = ({ password, one_time_code }: { password?: string | undefined; one_time_code?: string | undefined }): boolean =>
  password === undefined || one_time_code === undefined;

export const ONE_PROOF = { path: ["one_time_code"], message: "send either your password or a one-time code, not both" };

export const TotpStatus = z
  .strictObject({
    enrolled_at: timestamp.nullable().describe("When your authenticator app was enrolled; null when none is"),
    recovery_codes_left: z.number().int().min(0).max(RECOVERY_CODES),
  })
  .meta({ id: "TotpStatus" });
export type TotpStatus = z.infer<typeof TotpStatus>;

export const TotpBegin = z
  .strictObject({ password: z.string().min(1).max(MAX_PASSWORD).describe("Your password, as a fresh proof of your identity") })
  .meta({ id: "TotpBegin" });

export const TotpSecret = z
  .strictObject({
    secret: z.string().describe("The secret in base32, for typing into an authenticator app. It is shown once"),
    uri: z.string().describe("The same as an otpauth URI, for a QR code: SHA-1, 6 digits, 30 seconds"),
    expires_at: timestamp.describe("Until when POST /totp/confirm accepts a first code"),
  })
  .meta({ id: "TotpSecret" });
export type TotpSecret = z.infer<typeof TotpSecret>;

export const TotpConfirm = z
  .strictObject({ one_time_code: z.string().min(1).max(MAX_CODE).describe("The code that your authenticator app shows now") })
  .meta({ id: "TotpConfirm" });

export const RecoveryCodes = z
  .strictObject({
    recovery_codes: z.array(z.string()).length(RECOVERY_CODES).describe("Each is accepted once instead of a code. They are shown once"),
  })
  .meta({ id: "RecoveryCodes" });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const TotpRemoval = z
  .strictObject({ password: passwordProof.optional(), one_time_code: oneTimeCode.optional() })
  .refine(isOneProof, ONE_PROOF)
  .refine(({ password, one_time_code }) => password !== undefined || one_time_code !== undefined, {
    path: ["password"],
    message: "send your password or a one-time code",
  })
  .meta({ id: "TotpRemoval" });
export type TotpRemoval = z.infer<typeof TotpRemoval>;
