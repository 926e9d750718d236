import type { ColumnType } from "./encode-array.ts";

/** The columns of a reference. A row without a reference represents those of the request `request_id`. */
export const REFERENCE_COLUMNS = {
  org_id: "uuid",
  reference: "bytea",
  seq: "bigint",
  entry_id: "uuid",
  request_id: "uuid",
} as const satisfies Record<string, ColumnType>;

const BYTES = 16;

/**
 * Returns the INSERT of references. Entries that follow a request take the references that its decision keeps. OFFSET 0 keeps each look-up an
 * index scan by key.
 */
export function referenceInsert(unnest: string): string {
  return `INSERT INTO app.entry_reference (org_id, reference, seq, entry_id)
    SELECT u.org_id, coalesce(u.reference, part.reference), u.seq, u.entry_id
    FROM ${unnest} u(${Object.keys(REFERENCE_COLUMNS).join(", ")})
    LEFT JOIN LATERAL (
      SELECT substr(d.refs, i * ${BYTES} + 1, ${BYTES}) AS reference FROM app.decision d, generate_series(0, length(d.refs) / ${BYTES} - 1) i
      WHERE d.org_id = u.org_id AND d.id = u.request_id OFFSET 0) part ON u.reference IS NULL
    WHERE u.reference IS NOT NULL OR part.reference IS NOT NULL
    ON CONFLICT DO NOTHING`;
}
