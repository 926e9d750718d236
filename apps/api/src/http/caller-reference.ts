import { createHmac } from "node:crypto";
import { canonicalize } from "@agentlattice/core/ledger";
import type { OrgKeys } from "@agentlattice/db";

export type ReferenceKind = "session" | "correlation" | "event" | "tag";

/** Returns the keyed hash by which an id of the caller is found, because the id itself may contain personal data. */
export function callerReference(keys: OrgKeys, kind: ReferenceKind, id: string): Buffer<ArrayBuffer> {
  return createHmac("sha256", keys.data)
    .update(canonicalize(["reference", kind, id]))
    .digest();
}

/** Bytes of a reference that the index of entries stores. */
const INDEXED_BYTES = 16;

/** Returns the part of a reference by which entries are found. */
export function indexed(reference: Uint8Array): Uint8Array {
  return reference.subarray(0, INDEXED_BYTES);
}

/** Returns the reference by which entries with an id of the caller are found. */
export function entryReference(keys: OrgKeys, kind: ReferenceKind, id: string): Uint8Array {
  return indexed(callerReference(keys, kind, id));
}
