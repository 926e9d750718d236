import type { OrgClient } from "../tenancy/in-org.ts";

/** The part of a log that was not turned into messages yet: from `next` up to, not including, `size`. */
export interface UnroutedRange {
  readonly origin: string;
  readonly next: number;
  readonly size: number;
  /** The database's clock, ms since the epoch. */
  readonly now: number;
}

interface Row {
  readonly cursor_origin: string;
  readonly next_seq: number;
  readonly origin: string;
  readonly size: number;
  readonly now: number;
}

/**
 * Locks the cursor of an organisation until the end of the transaction and returns its unrouted range; null when another process has locked it.
 * A new generation of the log starts at 0.
 */
export async function lockCursor(client: OrgClient, orgId: string): Promise<UnroutedRange | null> {
  const [row] = await client.$queryRaw<Row[]>`
    SELECT c.origin AS cursor_origin, c.next_seq::float8, h.origin, h.size::float8, (extract(epoch FROM clock_timestamp()) * 1000)::bigint::float8 AS now
    FROM app.channel_cursor c JOIN app.ledger_head h USING (org_id) WHERE c.org_id = ${orgId}::uuid FOR UPDATE OF c SKIP LOCKED`;
  if (!row) return null;
  const { origin, size, now } = row;
  return { origin, size, now, next: row.cursor_origin === origin ? row.next_seq : 0 };
}

/** Locks the cursor of an organisation until the end of the transaction, after a concurrent holder. */
export async function waitForCursor(client: OrgClient, orgId: string): Promise<void> {
  await client.$queryRaw`SELECT 1 AS locked FROM app.channel_cursor WHERE org_id = ${orgId}::uuid FOR UPDATE`;
}
