import { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from "./bytes.ts";
import { isStrictPoint } from "./strict-ed25519.ts";
import type { Sha256 } from "./types.ts";

const ED25519 = Uint8Array.of(1);

/** The key of a log: its origin, which is the key's name, and its Ed25519 public key. */
export interface Vkey {
  readonly origin: string;
  readonly publicKey: Uint8Array;
}

/** Returns the key id of a C2SP signed note: the first 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key). */
export function keyId(sha: Sha256, origin: string, publicKey: Uint8Array): Uint8Array {
  return sha(concatBytes(utf8(`${origin}\n`), ED25519, publicKey)).subarray(0, 4);
}

/** Formats a verifier key (C2SP signed-note): `name+hex key id+base64(0x01 ‖ public key)`. */
export function formatVkey(sha: Sha256, { origin, publicKey }: Vkey): string {
  return `${origin}+${toHex(keyId(sha, origin, publicKey))}+${toBase64(concatBytes(ED25519, publicKey))}`;
}

/** Parses a verifier key. Returns null unless it is one Ed25519 key in canonical form with the right key id. */
export function parseVkey(sha: Sha256, text: string): Vkey | null {
  const [origin, id, key] = splitTwice(text);
  if (origin === undefined || id === undefined || key === undefined || !isOrigin(origin)) return null;
  const claimed = fromHex(id);
  const bytes = fromBase64(key);
  if (claimed === null || bytes === null || bytes.length !== 33 || bytes[0] !== ED25519[0]) return null;
  const publicKey = bytes.subarray(1);
  if (!isStrictPoint(publicKey) || !equalBytes(claimed, keyId(sha, origin, publicKey))) return null;
  return { origin, publicKey };
}

/** Returns true for a text that can name a log and its key: not empty, no white space, no control characters, no plus sign. */
export function isOrigin(text: string): boolean {
  return text !== "" && !/[\s+\p{Cc}\p{Surrogate}]/u.test(text);
}

/** Splits at the first two plus signs. Base64 has plus signs of its own. */
function splitTwice(text: string): string[] {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  return first < 0 || second < 0 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}
