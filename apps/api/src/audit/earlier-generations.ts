import type { EarlierGeneration } from "@agentlattice/contract";
import type { EndedGeneration, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/** Returns the generations that lists and numbers do not include, oldest first. */
export async function earlierGenerations({ database }: Pick<Deps, "database">, scope: OrgScope): Promise<EarlierGeneration[]> {
  return (await database.endedGenerations(scope)).map(toEarlier);
}

function toEarlier({ generation, origin, size, endedAt }: EndedGeneration): EarlierGeneration {
  return { generation, origin, size, ended_at: endedAt.toISOString() };
}

/** Returns the number of the generation with this origin. */
export function generationOf(origin: string): number {
  return Number(/\/g(\d+)$/.exec(origin)?.[1] ?? 1);
}

/** Returns the limit of numbers that begin before a ledger was restored, as a sentence; none for other ranges. */
export function generationLimits(earlier: readonly EarlierGeneration[], from: Date): { id: string; text: string }[] {
  const last = earlier.at(-1);
  if (!last || Date.parse(last.ended_at) <= from.getTime()) return [];
  const within = earlier.filter(({ ended_at }) => Date.parse(ended_at) > from.getTime());
  const names = within.map(({ generation, size }) => `generation ${generation} (${size} ${size === 1 ? "entry" : "entries"})`).join(", ");
  return [
    {
      id: "generation",
      text: `The ledger was restored at ${last.ended_at}. Only entries of generation ${last.generation + 1} are counted, not those of ${names}. GET /audit/export/payloads?generation=${last.generation} exports them.`,
    },
  ];
}
