import type { Costs } from "@agentlattice/contract";
import type { CostGroup } from "@agentlattice/db";

const DAY_MS = 86_400_000;
const FEWEST_DAYS = 7;

interface Calendar {
  readonly now: number;
  readonly month: { readonly starts_at: number; readonly ends_at: number };
  /** Start of this day, ms since the epoch. */
  readonly today: number;
  /** Number of past days to look at. */
  readonly days: number;
}

/**
 * Estimates the costs of this month: what was spent so far, and the mean of the past full days for the rest. The range is one standard
 * deviation of a day for each remaining day, added as of independent days. Null with fewer than 7 full days since the first cost.
 * @param costs the days with costs, oldest first, with keys `YYYY-MM-DD`
 */
export function projectMonth(costs: readonly Pick<CostGroup, "key" | "usd">[], { now, month, today, days }: Calendar): Costs["projection"] {
  // An estimate needs no exact sums. The middle of a day belongs to it in every time zone.
  const spent = costs.map(({ key, usd }) => ({ noon: Date.parse(`${key}T12:00:00Z`), usd: Number(usd) }));
  const past = spent.filter(({ noon }) => noon < today && noon >= today - days * DAY_MS);
  const [first] = past;
  if (!first) return null;
  const count = Math.min(days, Math.round((today + DAY_MS / 2 - first.noon) / DAY_MS));
  if (count < FEWEST_DAYS) return null;
  const mean = past.reduce((sum, day) => sum + day.usd, 0) / count;
  const squares = past.reduce((sum, day) => sum + (day.usd - mean) ** 2, 0) + (count - past.length) * mean ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, count - 1));
  const soFar = spent.filter(({ noon }) => noon >= month.starts_at).reduce((sum, day) => sum + day.usd, 0);
  const left = (month.ends_at - now) / DAY_MS;
  const expected = soFar + mean * left;
  const range = deviation * Math.sqrt(left);
  const cents = (amount: number) => amount.toFixed(2);
  return {
    until: new Date(month.ends_at).toISOString(),
    usd: cents(expected),
    low: cents(Math.max(soFar, expected - range)),
    high: cents(expected + range),
    days: count,
  };
}
