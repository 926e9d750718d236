import { openText, sealText } from "@agentlattice/db";
import { Secret, TOTP } from "otpauth";

const ISSUER = "AgentLattice";
/** Parameters that all authenticator apps support. */
const PARAMETERS = { algorithm: "SHA1", digits: 6, period: 30 } as const;
export const APP_CODE = /^[0-9]{6}$/;
const SECRET_BYTES = 20;
/** Steps before and after the current one whose codes are accepted, because clocks differ. */
const DRIFT_STEPS = 1;

/** The person whose secret it is. */
interface Holder {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly userId: string;
}

/** Returns a new secret in base32. */
export function mintTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** Returns the otpauth URI of a secret. @param label names the account in the app */
export function totpUri(secret: string, label: string): string {
  return new TOTP({ ...PARAMETERS, issuer: ISSUER, label, secret }).toString();
}

/** Returns the time step to which a code belongs, or null when it is wrong at this time. @param now ms since the epoch */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  if (!APP_CODE.test(code)) return null;
  const totp = new TOTP({ ...PARAMETERS, secret });
  const delta = totp.validate({ token: code, timestamp: now, window: DRIFT_STEPS });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Encrypts a secret with the organisation's data key. */
export function sealTotpSecret(holder: Holder, secret: string): Buffer<ArrayBuffer> {
  return sealText(contextOf(holder), secret);
}

export function openTotpSecret(holder: Holder, sealed: Uint8Array): string {
  return openText(contextOf(holder), sealed);
}

/** The AAD of the encryption. The secret has no commitment in the log, so it has no origin. */
function contextOf({ dataKey, orgId, userId }: Holder) {
  return { dataKey, orgId, origin: "", entryId: userId, field: "totp_secret" };
}
