import { createCipheriv, createDecipheriv, hash } from "node:crypto";
import { randomBytesPooled } from "./random-bytes.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;
const WITH_TAG = { authTagLength: TAG_BYTES };

/** Encrypts with AES-256-GCM. Returns IV(12) ‖ ciphertext ‖ tag(16). */
export function seal(key: Buffer, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const iv = randomBytesPooled(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(aad);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts the output of `seal`. @throws Error when the key, AAD or bytes do not match */
export function open(key: Buffer, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), WITH_TAG);
  decipher.setAAD(aad);
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const plaintext = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
  // This returns no bytes but verifies the tag.
  decipher.final();
  return plaintext;
}

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const infos = new Map<string, Buffer>();
/** Reused HMAC buffers: a block for the key, then the message. Every call overwrites them before reading. */
const extracting = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x36);
const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);
const extracted = Buffer.alloc(HASH_BYTES);

/**
 * Computes HKDF-SHA256 (RFC 5869) for a 32-byte output, secret and salt. Reused buffers and one-shot hashes make it twenty times faster than
 * `hkdfSync`, which matters because every decision derives a key. A test checks that both give the same result.
 */
export function hkdf32(secret: Buffer, salt: Uint8Array, info: string): Buffer {
  secret.copy(extracting, BLOCK_BYTES);
  extracted.write(hmacSha256(salt, extracting), "latin1");
  return Buffer.from(hmacSha256(extracted, expandingOf(info)), "latin1");
}

function expandingOf(info: string): Buffer {
  const known = infos.get(info);
  if (known) return known;
  const made = Buffer.concat([Buffer.alloc(BLOCK_BYTES, 0x36), Buffer.from(`${info}\u0001`, "latin1")]);
  infos.set(info, made);
  return made;
}

/** Computes HMAC-SHA256 (RFC 2104) with a 32-byte key, as latin1. @param inner a padded block for the key, followed by the message */
function hmacSha256(key: Uint8Array, inner: Buffer): string {
  for (let i = 0; i < HASH_BYTES; i++) {
    const byte = key[i] as number;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  outer.write(hash("sha256", inner, "binary"), BLOCK_BYTES, "latin1");
  return hash("sha256", outer, "binary");
}
