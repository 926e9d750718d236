import { createHmac, hkdfSync, randomInt } from "node:crypto";
import { RECOVERY_CODES } from "@agentlattice/contract";

/** Crockford's base32, which has no letters that look like digits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_LENGTH = 4;
const LOOKS_LIKE: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** Returns new recovery codes such as `7K2M-Q9XT-0B4E`, of 60 random bits each. */
export function mintRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(Array.from({ length: GROUPS }, mintGroup).join("-"));
  return [...codes];
}

function mintGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** Computes the keyed hash of a code. Case, spaces, hyphens and letters that look like digits do not matter. */
export function hashRecoveryCode(dataKey: Buffer, { orgId, userId }: { orgId: string; userId: string }, code: string) {
  const key = Buffer.from(hkdfSync("sha256", dataKey, "", "al/recovery-code/v1", 32));
  const written = code.toUpperCase().replace(/[\s-]/g, "");
  const plain = written.replace(/[OIL]/g, (letter) => LOOKS_LIKE[letter] ?? letter);
  return new Uint8Array(createHmac("sha256", key).update(`${orgId}|${userId}|${plain}`).digest());
}
