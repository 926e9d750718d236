import { hash } from "node:crypto";
import { encodeId, type Json } from "@agentlattice/core";
import { COMMITMENT_TAG, canonicalize, commitmentText } from "@agentlattice/core/ledger";
import type { SealedPayload } from "@agentlattice/core/settle";
import { randomBytesPooled } from "../keys/random-bytes.ts";
import { hkdf32, open, seal } from "../keys/seal.ts";

const INFO = "al/payload/v1";
const SALT_BYTES = 32;

/** Where a payload belongs; part of its commitment and of its encryption, so that two cannot be swapped. */
export interface PayloadPlace {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly origin: string;
  readonly entryId: string;
  readonly field: string;
}

/** Commits to a value and encrypts it. Done before the queue: nothing here depends on where the entry will stand. */
export function sealPayload(place: PayloadPlace, value: Json): SealedPayload {
  const salt = randomBytesPooled(SALT_BYTES);
  const text = canonicalize(value);
  const commitment = commitTo(salt, commitmentText({ log: place.origin, id: encodeId("evt", place.entryId), field: place.field }, text));
  const ciphertext = seal(hkdf32(place.dataKey, salt, INFO), Buffer.from(text), aad(place));
  return { field: place.field, commitment, salt, ciphertext };
}

/** Reads a payload back. @throws Error when it was tampered with */
export function openPayload(place: PayloadPlace, salt: Uint8Array, ciphertext: Uint8Array): Json {
  return JSON.parse(openPayloadText(place, salt, ciphertext)) as Json;
}

/** The same as its canonical JSON text. @throws Error when it was tampered with */
export function openPayloadText(place: PayloadPlace, salt: Uint8Array, ciphertext: Uint8Array): string {
  return open(hkdf32(place.dataKey, salt, INFO), ciphertext, aad(place)).toString("utf8");
}

/** A text that is kept outside of the ledger, encrypted: salt ‖ ciphertext. */
export function sealText(place: PayloadPlace, text: string): Buffer<ArrayBuffer> {
  const { salt, ciphertext } = sealPayload(place, text);
  return Buffer.concat([salt, ciphertext]);
}

/** Reads what `sealText` made. @throws Error when it was tampered with */
export function openText(place: PayloadPlace, sealed: Uint8Array): string {
  return openPayload(place, sealed.subarray(0, SALT_BYTES), sealed.subarray(SALT_BYTES)) as string;
}

/** As `commitment` of core computes it (by test), in one buffer and one native hash. */
function commitTo(salt: Buffer, text: string): string {
  const bytes = Buffer.allocUnsafe(1 + SALT_BYTES + Buffer.byteLength(text));
  bytes[0] = COMMITMENT_TAG;
  salt.copy(bytes, 1);
  bytes.write(text, 1 + SALT_BYTES);
  return hash("sha256", bytes, "hex");
}

function aad(place: PayloadPlace): Buffer {
  return Buffer.from(`${place.orgId}|${place.entryId}|${place.field}`);
}
