import type { LedgerFacts } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

/** Reads when the ledger was last verified, on the server or outside, and last exported before the end of a window. */
export async function readLedgerChecks(client: OrgClient, { orgId, to }: EvidenceWindow): Promise<LedgerFacts> {
  const [row] = await client.$queryRaw<LedgerFacts[]>`
    SELECT h.size::float8 AS entries, coalesce(NOT c.valid, false) AS broken,
      least(
        CASE WHEN c.valid THEN greatest(0, floor(extract(epoch FROM ${to}::timestamptz - c.checked_at) / 86400)) END,
        (SELECT greatest(0, floor(extract(epoch FROM ${to}::timestamptz - e.ts) / 86400)) FROM app.ledger_entry e
          WHERE e.org_id = ${orgId}::uuid AND e.kind = 'ledger.verified' AND e.ts < ${to} ORDER BY e.seq DESC LIMIT 1)
      )::float8 AS verified_days,
      (SELECT greatest(0, floor(extract(epoch FROM ${to}::timestamptz - e.ts) / 86400))::float8 FROM app.ledger_entry e
        WHERE e.org_id = ${orgId}::uuid AND e.kind = 'audit.exported' AND e.status IS NULL AND e.ts < ${to} ORDER BY e.seq DESC LIMIT 1) AS exported_days
    FROM app.ledger_head h LEFT JOIN app.ledger_check c ON c.org_id = h.org_id AND c.checked_at < ${to}
    WHERE h.org_id = ${orgId}::uuid`;
  if (!row) throw new Error(`Organisation ${orgId} has no ledger.`);
  return row;
}

/** Stores the result of the newest check of the whole ledger. */
export async function storeLedgerCheck(client: OrgClient, orgId: string, { size, valid }: { size: number; valid: boolean }): Promise<void> {
  await client.$executeRaw`
    INSERT INTO app.ledger_check (org_id, checked_at, size, valid) VALUES (${orgId}::uuid, clock_timestamp(), ${size}, ${valid})
    ON CONFLICT (org_id) DO UPDATE SET checked_at = EXCLUDED.checked_at, size = EXCLUDED.size, valid = EXCLUDED.valid`;
}
