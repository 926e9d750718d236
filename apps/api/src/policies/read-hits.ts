import type { PolicyHits } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Reads how often policies applied, in one environment or in all, by policy UUID. Policies without hits have zeros. */
export async function readHits(
  client: OrgClient,
  orgId: string,
  policyIds: readonly string[],
  { now, environment }: { readonly now: number; readonly environment?: string | undefined },
): Promise<ReadonlyMap<string, PolicyHits>> {
  const where = { orgId, policyId: { in: [...policyIds] }, ...(environment === undefined ? {} : { environment }) };
  const since = (ms: number) => ({ ...where, hour: { gte: new Date(hourOf(now - ms)) } });
  const by = ["policyId", "mode", "verdict"] as const;
  const week = await client.policyHit.groupBy({ by: [...by], where: since(7 * DAY_MS), _sum: { hits: true } });
  const day = await client.policyHit.groupBy({ by: [...by], where: since(DAY_MS), _sum: { hits: true } });
  const last = await client.policyHit.groupBy({ by: ["policyId"], where, _max: { lastAt: true } });
  const found = new Map(policyIds.map((id) => [id, noHits()]));
  for (const row of last) tallyOf(found, row.policyId).last_at = row._max.lastAt?.toISOString() ?? null;
  for (const { policyId, mode, _sum } of day) {
    const tally = tallyOf(found, policyId);
    if (mode === "enforce") tally.last_24h += Number(_sum.hits);
    else tally.shadow_24h += Number(_sum.hits);
  }
  for (const { policyId, mode, verdict, _sum } of week) {
    const tally = tallyOf(found, policyId);
    const hits = Number(_sum.hits);
    if (mode === "enforce") tally.last_7d += hits;
    else tally.shadow_7d += hits;
    (mode === "enforce" ? tally.verdicts_7d : tally.shadow_verdicts_7d)[verdict as keyof PolicyHits["verdicts_7d"]] += hits;
  }
  return found;
}

const hourOf = (ms: number) => ms - (ms % HOUR_MS);

export function noHits(): PolicyHits {
  const none = () => ({ allow: 0, approve: 0, deny: 0, guard: 0 });
  return { last_24h: 0, last_7d: 0, verdicts_7d: none(), shadow_24h: 0, shadow_7d: 0, shadow_verdicts_7d: none(), last_at: null };
}

function tallyOf(found: Map<string, PolicyHits>, policyId: string): PolicyHits {
  const tally = found.get(policyId) ?? noHits();
  found.set(policyId, tally);
  return tally;
}
