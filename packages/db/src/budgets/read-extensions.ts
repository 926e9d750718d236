import type { OrgClient } from "../tenancy/in-org.ts";

/** The amount by which a counter is extended, in the smallest unit of its measure. */
export interface CounterExtension {
  readonly extended: number;
}

/** Reads by how much counters are extended, by their keys. A counter that was never used is absent. */
export async function readExtensions(
  client: OrgClient,
  orgId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CounterExtension>> {
  const rows = await client.limitCounter.findMany({ where: { orgId, key: { in: [...keys] } }, select: { key: true, extended: true } });
  return new Map(rows.map(({ key, extended }) => [key, { extended: Number(extended) }]));
}
