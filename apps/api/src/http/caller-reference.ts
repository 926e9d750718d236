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

/**
 * Returns the reference of the session that a request belongs to; null when it belongs to none.
 * @param runSession keyed hash of the session of its run, which applies when the request names no session
 */
export function sessionReference(keys: OrgKeys, sessionId: string | undefined, runSession: Uint8Array | null): Uint8Array | null {
  return sessionId === undefined ? runSession && indexed(runSession) : entryReference(keys, "session", sessionId);
}

/** Returns the part of a reference by which entries are found. */
function indexed(reference: Uint8Array): Uint8Array {
  return reference.subarray(0, INDEXED_BYTES);
}

/** Returns the reference by which entries with an id of the caller are found. */
export function entryReference(keys: OrgKeys, kind: ReferenceKind, id: string): Uint8Array {
  return indexed(callerReference(keys, kind, id));
}
