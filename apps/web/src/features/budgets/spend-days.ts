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

/**
 * Returns the days after the last one until the end of the projected month, each with an equal part of the costs that the projection adds.
 * Returns none unless the days include the first of the month, because the costs of the month so far are then unknown.
 */
export function projectDays(
  days: readonly { day: string; usd: string }[],
  projection: Costs["projection"],
): { day: string; usd: number }[] {
  const last = days.at(-1)?.day;
  if (!projection || !last) return [];
  const month = last.slice(0, 7);
  if (days.every(({ day }) => day !== `${month}-01`)) return [];
  const spent = days.filter(({ day }) => day.startsWith(month)).reduce((sum, { usd }) => sum + Number(usd), 0);
  const [year = 0, number = 0] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const ahead = Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`).filter((day) => day > last);
  return ahead.map((day) => ({ day, usd: Math.max(0, Number(projection.usd) - spent) / ahead.length }));
}
