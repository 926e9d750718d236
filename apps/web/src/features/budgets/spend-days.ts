import type { Costs } from "@agentlattice/contract";

const DAY_MS = 86_400_000;

/** Returns every day from the first to the last with its costs. Days without costs have none in the answer. */
export function daysBetween({ from, to, groups }: Pick<Costs, "from" | "to" | "groups">): { day: string; usd: string }[] {
  const spent = new Map(groups.map(({ key, usd }) => [key, usd]));
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  // The answer's days are those of the organisation's time zone, which may begin before or end after those of UTC.
  const named = groups.flatMap(({ key }) => key ?? []);
  const [first, last] = [
    [dayOf(Date.parse(from)), ...named].toSorted()[0] ?? "",
    [dayOf(Date.parse(to)), ...named].toSorted().at(-1) ?? "",
  ];
  const days = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) days.push({ day: dayOf(at), usd: spent.get(dayOf(at)) ?? "0" });
  return days;
}
