import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { PersonPrincipal } from "../http/principal.ts";

const NONCE_BYTES = 16;
const TIME_BYTES = 8;
/** Time for which a challenge is valid. */
export const CHALLENGE_SECONDS = 300;

/** Issues and checks challenges of registrations. They are bound to the session. Only used ones are stored. */
export interface RegistrationChallenges {
  issue(now: number): Buffer<ArrayBuffer>;
  /** @param challenge base64url */
  isValid(challenge: string, now: number): boolean;
}

export function registrationChallenges(dataKey: Buffer, { scope, userId, sessionId }: PersonPrincipal): RegistrationChallenges {
  const key = Buffer.from(hkdfSync("sha256", dataKey, "", "al/passkey-challenge/v1", 32));
  const mac = (head: Buffer) => createHmac("sha256", key).update(`${scope.orgId}|${userId}|${sessionId}|`).update(head).digest();
  return {
    issue(now) {
      const head = Buffer.concat([randomBytes(NONCE_BYTES), Buffer.alloc(TIME_BYTES)]);
      head.writeBigUInt64BE(BigInt(now + CHALLENGE_SECONDS * 1_000), NONCE_BYTES);
      return Buffer.concat([head, mac(head)]);
    },
    isValid(challenge, now) {
      const bytes = Buffer.from(challenge, "base64url");
      const head = bytes.subarray(0, NONCE_BYTES + TIME_BYTES);
      const given = bytes.subarray(head.length);
      if (given.length !== 32 || !timingSafeEqual(given, mac(head))) return false;
      return head.readBigUInt64BE(NONCE_BYTES) > BigInt(now);
    },
  };
}
