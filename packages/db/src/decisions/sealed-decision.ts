import type { Json } from "@agentlattice/core";
import type { OrgKeys } from "../keys/org-keys.ts";
import { joinPayload } from "../ledger/join-payload.ts";
import { openPayload } from "../ledger/payload.ts";

/** SQL join of the payload `decision` of entry `id`. Both columns are null when it was erased. */
export const joinSealed = (id: string) => `JOIN app.ledger_head h ON h.org_id = $1
  CROSS JOIN LATERAL (SELECT ${id} AS id OFFSET 0) sealing ${joinPayload("sealing.id", "decision")}`;

/** SQL for the entry that holds the submission of approval `a` as it is now: that of the last edit, otherwise of the request `entry`. */
export const currentEntry = (entry: string) => `coalesce((a.progress -> 'edit' ->> 'entry')::uuid, ${entry})`;

export const SEALED_COLUMNS = "h.origin, p.ciphertext, s.salt, p.entry_id AS sealed_in";

export interface SealedColumns {
  readonly origin: string;
  readonly ciphertext: Buffer | null;
  readonly salt: Buffer | null;
  readonly sealed_in: string | null;
}

/** Decrypts the columns of `joinSealed`. @throws Error when they were tampered with */
export function openSealed({ data }: OrgKeys, orgId: string, { origin, ciphertext, salt, sealed_in }: SealedColumns): Json | null {
  if (!ciphertext || !salt || !sealed_in) return null;
  return openPayload({ dataKey: data, orgId, origin, entryId: sealed_in, field: "decision" }, salt, ciphertext);
}
