import type { Json } from "@agentlattice/core";
import type { OrgKeys } from "../keys/org-keys.ts";
import { joinPayload } from "../ledger/join-payload.ts";
import { openIfIntact } from "../ledger/payload.ts";

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

/** The decrypted payload `decision` of an entry. */
export interface SealedDecision {
  /** Null when it was erased or tampered with. */
  readonly payload: Json | null;
  readonly isTampered: boolean;
}

/** Decrypts the columns of `joinSealed`. */
export function openSealed({ data }: OrgKeys, orgId: string, { origin, ciphertext, salt, sealed_in }: SealedColumns): SealedDecision {
  if (!ciphertext || !salt || !sealed_in) return { payload: null, isTampered: false };
  const payload = openIfIntact({ dataKey: data, orgId, origin, entryId: sealed_in, field: "decision" }, salt, ciphertext);
  return { payload: payload ?? null, isTampered: payload === undefined };
}
