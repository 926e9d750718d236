import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { openPayloadText } from "./payload.ts";

/** A value stored outside the log, with the salt of its commitment. */
export interface PayloadRow {
  readonly seq: number;
  /** UUID of the entry. */
  readonly entryId: string;
  readonly field: string;
  readonly salt: Buffer;
  /** Canonical JSON; null when the stored value was changed and cannot be decrypted. */
  readonly text: string | null;
}

export interface PayloadRange {
  readonly from: number;
  /** seq of the last entry, inclusive. */
  readonly to: number;
  /** Fields to omit. */
  readonly except: readonly string[];
  readonly origin: string;
  readonly dataKey: Buffer;
}

/** Values per block. A value may exceed a megabyte, and a whole block is in memory. */
const BLOCK_ROWS = 32;

const ROWS = `SELECT e.seq::float8 AS seq, e.id AS "entryId", p.field, s.salt, p.ciphertext
  FROM app.ledger_entry e
  JOIN app.ledger_payload p ON p.org_id = e.org_id AND p.entry_id = e.id
  JOIN app.ledger_salt s ON s.org_id = p.org_id AND s.entry_id = p.entry_id AND s.field = p.field
  WHERE e.org_id = $1 AND (e.seq, p.field) > ($2, $3) AND e.seq >= $2 AND e.seq <= $4 AND p.field <> ALL ($5)
  ORDER BY e.seq, p.field LIMIT ${BLOCK_ROWS}`;

/** Reads and decrypts the payloads of a range of entries in their order, block by block. */
export async function* readPayloadRows(reads: OrgReader, scope: OrgScope, range: PayloadRange): AsyncGenerator<readonly PayloadRow[]> {
  const { from, to, except, origin, dataKey } = range;
  let [seq, field] = [from, ""];
  for (;;) {
    const rows = await reads.rows<PayloadRow & { readonly ciphertext: Buffer }>(scope, {
      text: ROWS,
      values: [scope.orgId, seq, field, to, except],
    });
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ ciphertext, ...row }) => ({
      ...row,
      text: readText({ dataKey, orgId: scope.orgId, origin, ...row }, row.salt, ciphertext),
    }));
    [seq, field] = [last.seq, last.field];
  }
}

function readText(context: Parameters<typeof openPayloadText>[0], salt: Buffer, ciphertext: Buffer): string | null {
  try {
    return openPayloadText(context, salt, ciphertext);
  } catch {
    return null;
  }
}
