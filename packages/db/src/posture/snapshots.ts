import type { ComponentName, Posture } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";

/** What a snapshot keeps of a component: its points and the counts they came from, by the id of the evidence. */
export interface SnapshotComponent {
  readonly score: number;
  readonly max: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Snapshot {
  /** UTC, `2026-11-21`. */
  readonly day: string;
  readonly score: number;
  readonly components: Readonly<Record<ComponentName, SnapshotComponent>>;
}

/** Keeps the posture of a UTC day, once: a day that has its snapshot keeps it. */
export async function keepSnapshot(client: OrgClient, orgId: string, posture: Posture, at: Date): Promise<void> {
  const components = JSON.stringify(toSnapshotComponents(posture));
  await client.$executeRaw`
    INSERT INTO app.posture_snapshot (org_id, day, score, components, taken_at)
    VALUES (${orgId}::uuid, (${at}::timestamptz AT TIME ZONE 'UTC')::date, ${posture.score}, ${components}::jsonb, ${at})
    ON CONFLICT (org_id, day) DO NOTHING`;
}

/** The snapshots of the last days before a moment, oldest first. */
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
  // Built from the closed record of components, name by name.
  return Object.fromEntries(kept) as Snapshot["components"];
}
