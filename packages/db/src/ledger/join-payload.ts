/**
 * Returns SQL that joins the encrypted payload of an entry as `p` (`entry_id`, `ciphertext`) and its salt as `s`; all are null when it was erased.
 * LIMIT makes both a look-up by key for each row. As plain joins, Postgres may read all payloads of the organisation for one entry.
 *
 * @param entry a column with the entry's UUID. Row-level security keeps an expression that is not leakproof, like one over JSON, out of the
 *   index condition, so that the payloads of all entries would be compared with it.
 */
export const joinPayload = (entry: string, field: string) => `
  LEFT JOIN LATERAL (SELECT x.entry_id, x.ciphertext FROM app.ledger_payload x
    WHERE x.org_id = $1 AND x.entry_id = ${entry} AND x.field = '${field}' LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT x.salt FROM app.ledger_salt x
    WHERE x.org_id = $1 AND x.entry_id = ${entry} AND x.field = '${field}' LIMIT 1) s ON true`;
