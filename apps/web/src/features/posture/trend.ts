import type { PostureHistory } from "@agentlattice/contract";
import { formatCount } from "#lib/format/text.ts";
import { COMPONENT_WORDS } from "./component-words.ts";

type Day = PostureHistory["data"][number];

/** A change that is drawn on the trend and listed beside it. */
export interface TrendEvent {
  /** `a`, `b`, …, oldest first. */
  readonly letter: string;
  readonly day: string;
  readonly score: number;
  readonly delta: number;
  readonly component: string;
  /** The count that changed most, `executed 1,210 → 1,350`; may be empty. */
  readonly because: string;
}

const MOST_EVENTS = 4;
const DAY_MS = 86_400_000;

/** The largest moves of a span, lettered in order of time. */
export function trendEvents(days: readonly Day[]): TrendEvent[] {
  const all = days.flatMap(({ day, score, moved }) => moved.map((move) => ({ day, score, move })));
  const largest = all.toSorted((a, b) => Math.abs(b.move.delta) - Math.abs(a.move.delta)).slice(0, MOST_EVENTS);
  return largest
    .toSorted((a, b) => a.day.localeCompare(b.day))
    .map(({ day, score, move }, place) => ({
      letter: String.fromCharCode(97 + place),
      day,
      score,
      delta: move.delta,
      component: COMPONENT_WORDS[move.component],
      because: move.because.replace(/\d+/g, (digits) => formatCount(Number(digits))),
    }));
}

/** What is drawn at one day: several letters share a diamond. */
export interface TrendMark extends Pick<TrendEvent, "day" | "score" | "delta"> {
  /** `a`, or `a b`. */
  readonly letters: string;
  /** `Least privilege`, or `Least privilege, Enforcement`. */
  readonly words: string;
}

/** @param events in order of time */
export function byDay(events: readonly TrendEvent[]): TrendMark[] {
  const marks: TrendMark[] = [];
  for (const { day, score, delta, letter, component } of events) {
    const last = marks.at(-1);
    if (last?.day !== day) marks.push({ day, score, delta, letters: letter, words: component });
    else {
      const both = { letters: `${last.letters} ${letter}`, words: `${last.words}, ${component.toLowerCase()}` };
      marks[marks.length - 1] = { ...last, ...both, delta: last.delta + delta };
    }
  }
  return marks;
}

/** `+8`, `−3`, `0`. */
export function formatDelta(delta: number): string {
  return delta > 0 ? `+${delta}` : delta < 0 ? `−${-delta}` : "0";
}

/** From the first day of a span to today: where a day is not known, the one before it holds. */
export function trendPoints(days: readonly Day[]): { readonly at: number; readonly score: number; readonly day: string }[] {
  return days.map(({ day, score }) => ({ at: Date.parse(`${day}T00:00:00Z`), score, day }));
}

/** An axis that begins and ends at fives around what is shown. */
export function scoreAxis(scores: readonly number[]): { readonly domain: [number, number]; readonly ticks: number[] } {
  const low = Math.max(0, Math.floor((Math.min(...scores) - 2) / 5) * 5);
  const high = Math.min(100, Math.max(low + 10, Math.ceil((Math.max(...scores) + 2) / 5) * 5));
  const step = high - low > 40 ? 20 : high - low > 20 ? 10 : 5;
  return { domain: [low, high], ticks: Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, place) => low + place * step) };
}

/** Days for labels below an axis: first, last and some between. */
export function dayTicks(points: readonly { readonly at: number }[]): number[] {
  const [first, last] = [points[0]?.at, points.at(-1)?.at];
  if (first === undefined || last === undefined || first === last) return first === undefined ? [] : [first];
  const days = Math.round((last - first) / DAY_MS);
  const step = Math.max(1, Math.ceil(days / 3));
  const ticks: number[] = [];
  for (let day = 0; day < days; day += step) ticks.push(first + day * DAY_MS);
  return [...ticks.filter((tick) => last - tick > (step * DAY_MS) / 2), last];
}
