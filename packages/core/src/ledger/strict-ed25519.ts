import { copyBytes } from "./bytes.ts";
import type { Ed25519Verify } from "./types.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

// Little-endian byte strings, written big-endian for reading: p = 2^255 - 19 and L, the order of the base point.
const FIELD_PRIME = littleEndian("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
const GROUP_ORDER = littleEndian("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");

/** The y coordinates of the eight points of small order; the sign of x does not matter. */
const SMALL_ORDER_Y = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000001",
  "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
  "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
  "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
].map(littleEndian);

/**
 * Verifies an Ed25519 signature with the same result in every library: by RFC 8032 verification of the caller's library, after checks on
 * which libraries differ. Lengths are exact, S < L, A and R are canonical encodings (y < p) and neither is a point of small order, for
 * which a signature would prove nothing.
 */
export function verifyStrict(verify: Ed25519Verify, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isStrictPoint(publicKey)) return false;
  if (!isStrictPoint(signature.subarray(0, KEY_BYTES)) || !isBelow(signature.subarray(KEY_BYTES), GROUP_ORDER)) return false;
  return verify(publicKey, message, signature);
}

/** Returns true when 32 bytes may encode a key or nonce point: canonical and not of small order. */
export function isStrictPoint(point: Uint8Array): boolean {
  if (point.length !== KEY_BYTES) return false;
  const y = copyBytes(point);
  y[KEY_BYTES - 1] = (y[KEY_BYTES - 1] as number) & 0x7f;
  return isBelow(y, FIELD_PRIME) && !SMALL_ORDER_Y.some((small) => small.every((byte, i) => byte === y[i]));
}

function isBelow(value: Uint8Array, limit: Uint8Array): boolean {
  for (let i = KEY_BYTES - 1; i >= 0; i--) {
    if (value[i] !== limit[i]) return (value[i] as number) < (limit[i] as number);
  }
  return false;
}

function littleEndian(hex: string): Uint8Array {
  return Uint8Array.from({ length: KEY_BYTES }, (_, i) => Number.parseInt(hex.slice(62 - 2 * i, 64 - 2 * i), 16));
}
