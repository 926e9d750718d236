import { decodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AppendedEntry } from "./append.ts";
import type { RowBatch } from "./rows.ts";

/** Adds the rows by which an entry is found: its own references, or one row that represents those of its request. */
export function addReferences(rows: RowBatch, orgId: string, entry: SettledEntry, { id, seq }: AppendedEntry): void {
  const row = { org_id: orgId, seq, entry_id: id };
  const own = [...(entry.references?.followed ?? []), ...(entry.references?.own ?? [])];
  for (const reference of own) rows.add("entry_reference", { ...row, reference, request_id: null });
  const request = decodeId("cor", entry.corr);
  if (request !== null && request !== id) rows.add("entry_reference", { ...row, reference: null, request_id: request });
}
