import type { Entry } from "@agentlattice/core/ledger";

/** Parses a stored entry. INVARIANT: the bytes come from the ledger, whose writer validated them. */
export function storedEntry({ buffer, byteOffset, byteLength }: Uint8Array): Entry {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString("utf8"));
}
