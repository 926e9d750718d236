import { uuidv7 } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";

const DAY_MS = 86_400_000;
const ZEROS = new Uint8Array(10);
/** Margin for reading the index, because ids use a process's clock and times use the database's. */
const CLOCK_SKEW_MS = DAY_MS;

/** A time range [from, to) of an organisation's history, by the database's clock. */
export interface EvidenceWindow {
  readonly orgId: string;
  readonly from: Date;
  readonly to: Date;
  /** Lower bound of UUIDv7 ids in the range, so that the primary key (org_id, id) finds it without an index on time. */
  readonly firstId: string;
}

/** Returns the window of the last `days` before a time, by default now. */
export async function lastDays(client: OrgClient, orgId: string, days: number, at?: Date): Promise<EvidenceWindow> {
  const to = at ?? (await databaseNow(client));
  return windowOf(orgId, new Date(to.getTime() - days * DAY_MS), to);
}

export function windowOf(orgId: string, from: Date, to: Date): EvidenceWindow {
  return { orgId, from, to, firstId: uuidv7(Math.max(0, from.getTime() - CLOCK_SKEW_MS), ZEROS) };
}

/** Reads the database's clock, which is later than all rows written so far. */
export async function databaseNow(client: OrgClient): Promise<Date> {
  const [row] = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() + interval '1 millisecond' AS now`;
  if (!row) throw new Error("The database did not return its time.");
  return row.now;
}
