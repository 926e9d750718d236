import { createHmac } from "node:crypto";
import { canonicalize } from "@agentlattice/core/ledger";
import type { OrgKeys } from "@agentlattice/db";

/** Returns the keyed hash by which an id of the caller is found, because the id itself may contain personal data. */
export function callerReference(keys: OrgKeys, kind: "session", id: string): Buffer<ArrayBuffer> {
  return createHmac("sha256", keys.data)
    .update(canonicalize(["reference", kind, id]))
    .digest();
}
