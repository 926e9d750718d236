import type { ComponentName, Posture } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";

/** A component in a snapshot: its points and the counts behind them, by the id of the evidence. */
export interface SnapshotComponent {
  readonly score: number;
  readonly max: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Snapshot {
  /** UTC day, such as `2026-11-21`. */
  readonly day: string;
  readonly score: number;
  readonly components: Readonly<Record<ComponentName, SnapshotComponent>>;
}

/** Stores the posture of a UTC day unless it has a snapshot already. */
export async function storeSnapshot(client: OrgClient, orgId: string, posture: Posture, at: Date): Promise<void> {
  const components = JSON.stringify(toSnapshotComponents(posture));
  await client.$executeRaw`
    INSERT INTO app.posture_snapshot (org_id, day, score, components, taken_at)
    VALUES (${orgId}::uuid, (${at}::timestamptz AT TIME ZONE 'UTC')::date, ${posture.score}, ${components}::jsonb, ${at})
    ON CONFLICT (org_id, day) DO NOTHING`;
}

/** Reads the snapshots of the last days before a time, oldest first. */
export function readSnapshots(client: OrgClient, orgId: string, { days, at }: { days: number; at: Date }): Promise<Snapshot[]> {
  return client.$queryRaw<Snapshot[]>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, score::int AS score, components FROM app.posture_snapshot
    WHERE org_id = ${orgId}::uuid AND day > (${at}::timestamptz AT TIME ZONE 'UTC')::date - ${days}::int
      AND day <= (${at}::timestamptz AT TIME ZONE 'UTC')::date ORDER BY day`;
}

export function toSnapshotComponents({ components }: Posture): Snapshot["components"] {
  const kept = Object.entries(components).map(([name, { score, max, evidence }]) => [
    name,
    { score, max, counts: Object.fromEntries(evidence.map(({ id, count }) => [id, count])) },
  ]);
  // The component names are a closed set, so they are listed one by one.
  return Object.fromEntries(kept) as Snapshot["components"];
}
