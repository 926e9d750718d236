import { hash } from "node:crypto";
import { encodeId, type Json } from "@agentlattice/core";
import { COMMITMENT_TAG, canonicalize, commitmentText } from "@agentlattice/core/ledger";
import type { SealedPayload } from "@agentlattice/core/settle";
import { randomBytesPooled } from "../keys/random-bytes.ts";
import { hkdf32, open, seal } from "../keys/seal.ts";

const INFO = "al/payload/v1";
const SALT_BYTES = 32;

/** The context that the commitment and the encryption of a payload are bound to, so that payloads cannot be swapped. */
export interface SealContext {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly origin: string;
  readonly entryId: string;
  readonly field: string;
}

/**
 * Commits to a JSON value and encrypts it. It runs before queueing, because the result does not depend on the entry's position.
 * @throws TypeError for a value that is not JSON
 */
export function sealPayload(context: SealContext, value: unknown): SealedPayload {
  const salt = randomBytesPooled(SALT_BYTES);
  const text = canonicalize(value);
  const commitment = commitTo(
    salt,
    commitmentText({ log: context.origin, id: encodeId("evt", context.entryId), field: context.field }, text),
  );
  const ciphertext = seal(hkdf32(context.dataKey, salt, INFO), Buffer.from(text), aad(context));
  return { field: context.field, commitment, salt, ciphertext };
}

/** Decrypts a payload. @throws Error when it was tampered with */
export function openPayload(context: SealContext, salt: Uint8Array, ciphertext: Uint8Array): Json {
  return JSON.parse(openPayloadText(context, salt, ciphertext)) as Json;
}

/** Decrypts a payload to its canonical JSON text. @throws Error when it was tampered with */
export function openPayloadText(context: SealContext, salt: Uint8Array, ciphertext: Uint8Array): string {
  return open(hkdf32(context.dataKey, salt, INFO), ciphertext, aad(context)).toString("utf8");
}

/** Decrypts a stored payload. @returns undefined when it was tampered with, so that one changed payload does not fail the reads of others */
export function openIfIntact(context: SealContext, salt: Uint8Array, ciphertext: Uint8Array): Json | undefined {
  try {
    return openPayload(context, salt, ciphertext);
  } catch {
    return undefined;
  }
}

/** Encrypts a text that is stored outside the ledger. Returns salt ‖ ciphertext. */
export function sealText(context: SealContext, text: string): Buffer<ArrayBuffer> {
  const { salt, ciphertext } = sealPayload(context, text);
  return Buffer.concat([salt, ciphertext]);
}

/** Decrypts the output of `sealText`. @throws Error when it was tampered with */
export function openText(context: SealContext, sealed: Uint8Array): string {
  return openPayload(context, sealed.subarray(0, SALT_BYTES), sealed.subarray(SALT_BYTES)) as string;
}

/** Computes the commitment in one buffer with one native hash. A test checks that it equals `commitment` of core. */
function commitTo(salt: Buffer, text: string): string {
  const bytes = Buffer.allocUnsafe(1 + SALT_BYTES + Buffer.byteLength(text));
  bytes[0] = COMMITMENT_TAG;
  salt.copy(bytes, 1);
  bytes.write(text, 1 + SALT_BYTES);
  return hash("sha256", bytes, "hex");
}

function aad(context: SealContext): Buffer {
  return Buffer.from(`${context.orgId}|${context.entryId}|${context.field}`);
}
