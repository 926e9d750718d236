import type { Overview } from "@agentlattice/contract";

export type TimeToDecide = NonNullable<Overview["time_to_decide"]>;

/** Maximum number of stacked diamonds. */
const MAX_STACKED = 12;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TICKS = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR];
const NAMES: Readonly<Record<number, string>> = {
  [SECOND]: "1 s",
  [10 * SECOND]: "10 s",
  [MINUTE]: "1 min",
  [10 * MINUTE]: "10 min",
  [HOUR]: "1 h",
  [10 * HOUR]: "10 h",
};

export interface Dot {
  /** Time to decide, in milliseconds. */
  readonly took: number;
  readonly height: number;
  readonly late: boolean;
}

/** Returns the diamonds of the chart, stacked by duration. If there are many decisions, each diamond represents several. */
export function decisionDots({ bins, target_ms }: TimeToDecide): { readonly dots: Dot[]; readonly each: number } {
  const most = Math.max(0, ...bins.map(({ count }) => count));
  const each = Math.max(1, Math.ceil(most / MAX_STACKED));
  const dots = bins.flatMap(({ from_ms, to_ms, count }) => {
    const took = Math.sqrt(from_ms * to_ms);
    return Array.from({ length: Math.ceil(count / each) }, (_, index) => ({ took, height: index + 0.5, late: from_ms >= target_ms }));
  });
  return { dots, each };
}

/** Returns an axis from below the shortest to above the longest duration, including the target. */
export function timeAxis({ bins, target_ms }: TimeToDecide): { readonly domain: [number, number]; readonly ticks: number[] } {
  const low = Math.min(10 * SECOND, bins[0]?.from_ms ?? 10 * SECOND);
  const high = Math.max(2 * target_ms, bins.at(-1)?.to_ms ?? 0);
  const domain: [number, number] = [Math.max(100, low * 0.8), high * 1.25];
  return { domain, ticks: TICKS.filter((tick) => tick >= domain[0] && tick <= domain[1]) };
}

export function nameTick(tick: number): string {
  return NAMES[tick] ?? "";
}
