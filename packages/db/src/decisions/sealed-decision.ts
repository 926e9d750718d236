import type { Json } from "@agentlattice/core";
import type { OrgKeys } from "../keys/org-keys.ts";
import { openPayload } from "../ledger/payload.ts";

/** SQL join of the payload `decision` of entry `id`. Both columns are null when it was erased. */
export const joinSealed = (id: string) => `JOIN app.ledger_head h ON h.org_id = $1
  LEFT JOIN app.ledger_payload p ON p.org_id = $1 AND p.entry_id = ${id} AND p.field = 'decision'
  LEFT JOIN app.ledger_salt s ON s.org_id = $1 AND s.entry_id = ${id} AND s.field = 'decision'`;

export const SEALED_COLUMNS = "h.origin, p.ciphertext, s.salt";

export interface SealedColumns {
  readonly origin: string;
  readonly ciphertext: Buffer | null;
  readonly salt: Buffer | null;
}

/** Decrypts the columns of `joinSealed`. @throws Error when they were tampered with */
export function openSealed({ data }: OrgKeys, orgId: string, entryId: string, { origin, ciphertext, salt }: SealedColumns): Json | null {
  if (!ciphertext || !salt) return null;
  return openPayload({ dataKey: data, orgId, origin, entryId, field: "decision" }, salt, ciphertext);
}
