import type { PostureHistory } from "@agentlattice/contract";
import { formatCount } from "#lib/format/text.ts";
import { COMPONENT_WORDS } from "./component-words.ts";

type Day = PostureHistory["data"][number];

/** A change of the score, shown in the chart and in the list next to it. */
export interface TrendEvent {
  /** `a`, `b`, …, oldest first. */
  readonly letter: string;
  readonly day: string;
  readonly score: number;
  readonly delta: number;
  readonly component: string;
  /** The count that changed most, such as `executed 1,210 → 1,350`. May be empty. */
  readonly because: string;
}

const MAX_EVENTS = 4;
const DAY_MS = 86_400_000;

/** Returns the largest changes, lettered in chronological order. */
export function trendEvents(days: readonly Day[]): TrendEvent[] {
  const all = days.flatMap(({ day, score, moved }) => moved.map((move) => ({ day, score, move })));
  const largest = all.toSorted((a, b) => Math.abs(b.move.delta) - Math.abs(a.move.delta)).slice(0, MAX_EVENTS);
  return largest
    .toSorted((a, b) => a.day.localeCompare(b.day))
    .map(({ day, score, move }, index) => ({
      letter: String.fromCharCode(97 + index),
      day,
      score,
      delta: move.delta,
      component: COMPONENT_WORDS[move.component],
      because: move.because.replace(/\d+/g, (digits) => formatCount(Number(digits))),
    }));
}

/** The label of one day in the chart. Several changes share a diamond. */
export interface DayLabel extends Pick<TrendEvent, "day" | "score" | "delta"> {
  /** `a`, or `a b`. */
  readonly letters: string;
  /** `Least privilege`, or `Least privilege, enforcement`. */
  readonly words: string;
}

/** Groups changes by day. @param events in chronological order */
export function byDay(events: readonly TrendEvent[]): DayLabel[] {
  const days: DayLabel[] = [];
  for (const { day, score, delta, letter, component } of events) {
    const last = days.at(-1);
    if (last?.day !== day) days.push({ day, score, delta, letters: letter, words: component });
    else {
      const both = { letters: `${last.letters} ${letter}`, words: `${last.words}, ${component.toLowerCase()}` };
      days[days.length - 1] = { ...last, ...both, delta: last.delta + delta };
    }
  }
  return days;
}

/** Formats a change: `+8`, `−3` or `0`. */
export function formatDelta(delta: number): string {
  return delta > 0 ? `+${delta}` : delta < 0 ? `−${-delta}` : "0";
}

/** Converts days to points of the chart. */
export function trendPoints(days: readonly Day[]): { readonly at: number; readonly score: number; readonly day: string }[] {
  return days.map(({ day, score }) => ({ at: Date.parse(`${day}T00:00:00Z`), score, day }));
}

/** Returns an axis whose ends are multiples of five around the scores. */
export function scoreAxis(scores: readonly number[]): { readonly domain: [number, number]; readonly ticks: number[] } {
  const low = Math.max(0, Math.floor((Math.min(...scores) - 2) / 5) * 5);
  const high = Math.min(100, Math.max(low + 10, Math.ceil((Math.max(...scores) + 2) / 5) * 5));
  const step = high - low > 40 ? 20 : high - low > 20 ? 10 : 5;
  return { domain: [low, high], ticks: Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step) };
}

/** Returns the days labelled below the axis: the first, the last and some between. */
export function dayTicks(points: readonly { readonly at: number }[]): number[] {
  const [first, last] = [points[0]?.at, points.at(-1)?.at];
  if (first === undefined || last === undefined || first === last) return first === undefined ? [] : [first];
  const days = Math.round((last - first) / DAY_MS);
  const step = Math.max(1, Math.ceil(days / 3));
  const ticks: number[] = [];
  for (let day = 0; day < days; day += step) ticks.push(first + day * DAY_MS);
  return [...ticks.filter((tick) => last - tick > (step * DAY_MS) / 2), last];
}
