import { randomBytes } from "node:crypto";
import { encodeId, type Json } from "@agentlattice/core";
import { canonicalize, commitment } from "@agentlattice/core/ledger";
import type { SealedPayload } from "@agentlattice/core/settle";
import { hkdf32, open, seal } from "../keys/seal.ts";
import { sha256 } from "./sha256.ts";

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
  const salt = randomBytes(SALT_BYTES);
  const committed = commitment(sha256, { salt, log: place.origin, id: encodeId("evt", place.entryId), field: place.field, value });
  const ciphertext = seal(hkdf32(place.dataKey, salt, INFO), Buffer.from(canonicalize(value)), aad(place));
  return { field: place.field, commitment: committed, salt, ciphertext };
}

/** Reads a payload back. @throws Error when it was tampered with */
export function openPayload(place: PayloadPlace, salt: Uint8Array, ciphertext: Uint8Array): Json {
  return JSON.parse(open(hkdf32(place.dataKey, salt, INFO), ciphertext, aad(place)).toString("utf8")) as Json;
}

function aad(place: PayloadPlace): Buffer {
  return Buffer.from(`${place.orgId}|${place.entryId}|${place.field}`);
}
