import { uuidv7 } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";

const DAY_MS = 86_400_000;
const ZEROS = new Uint8Array(10);
/** Ids are minted by a process's clock and times by the database's: the index is read from this much earlier. */
const CLOCK_SKEW_MS = DAY_MS;

/** A span of an organisation's history, by the database's clock: [from, to). */
export interface EvidenceWindow {
  readonly orgId: string;
  readonly from: Date;
  readonly to: Date;
  /** Every UUIDv7 of the span is at or after this, so that a primary key of (org_id, id) finds the span without an index on time. */
  readonly firstId: string;
}

/** The last `days` before a moment; without one, before now. */
export async function lastDays(client: OrgClient, orgId: string, days: number, at?: Date): Promise<EvidenceWindow> {
  const to = at ?? (await databaseNow(client));
  return windowOf(orgId, new Date(to.getTime() - days * DAY_MS), to);
}

export function windowOf(orgId: string, from: Date, to: Date): EvidenceWindow {
  return { orgId, from, to, firstId: uuidv7(Math.max(0, from.getTime() - CLOCK_SKEW_MS), ZEROS) };
}

/** The database's clock. What is being written now is before it. */
export async function databaseNow(client: OrgClient): Promise<Date> {
  const [row] = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() + interval '1 millisecond' AS now`;
  if (!row) throw new Error("the database has no clock");
  return row.now;
}
