import type { ActionInput, ReportInput } from "@agentlattice/contract";
import type { SeededAction, SeededAnswer } from "./describe-organisation.ts";
import type { SeededRandom } from "./seeded-random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Nothing of the routine happens in the last minutes: what is told of them stands out. */
const QUIET_MS = 40 * MINUTE_MS;
const WEEKEND = 0.4;

/** Something that comes again and again; the higher its weight, the more often. */
export interface Routine {
  readonly weight: number;
  readonly agent: string;
  action(random: SeededRandom): ActionInput;
  /** Where a person is asked. `null`: nobody answers. */
  answer?(random: SeededRandom): SeededAnswer | null;
}

interface Days {
  /** ms since the epoch */
  readonly end: number;
  readonly days: number;
  /** Nobody is asked in the last so many minutes. */
  readonly asksUntil: number;
  readonly perDay: number;
  /** The share of actions that report how they went, from the first day to the last. */
  readonly reporting: { readonly first: number; readonly last: number };
}

/** How busy the hours of a UTC day are, from midnight on. */
const BUSYNESS = [1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 9, 12, 14, 13, 10, 7, 4, 3, 2, 2, 1, 1];
const HOURS = BUSYNESS.map((weight, hour) => ({ weight, hour }));

/** Days of routine: most of it in working hours, little at weekends, and more of it reported as the days go by. */
export function routineDays(random: SeededRandom, routines: readonly Routine[], days: Days): SeededAction[] {
  const first = days.end - days.days * DAY_MS;
  const midnight = Math.floor(first / DAY_MS) * DAY_MS;
  const calm = routines.filter((routine) => !routine.answer);
  const steps: SeededAction[] = [];
  for (let day = midnight; day < days.end; day += DAY_MS) {
    const weekday = new Date(day).getUTCDay();
    const busy = (weekday === 0 || weekday === 6 ? WEEKEND : 1) * (0.8 + 0.4 * random.next());
    for (let left = Math.round(days.perDay * busy); left > 0; left--) {
      const at = day + Math.floor((random.weighted(HOURS).hour + random.next()) * HOUR_MS);
      if (at < first || at > days.end - QUIET_MS) continue;
      const asks = at <= days.end - days.asksUntil * MINUTE_MS;
      steps.push(toStep(random, random.weighted(asks ? routines : calm), at, (at - first) / (days.end - first), days));
    }
  }
  return steps;
}

function toStep(random: SeededRandom, routine: Routine, at: number, progress: number, { end, reporting }: Days): SeededAction {
  const answer = routine.answer?.(random) ?? undefined;
  const reports = random.next() < reporting.first + progress * (reporting.last - reporting.first);
  return {
    ago: (end - at) / MINUTE_MS,
    agent: routine.agent,
    action: routine.action(random),
    ...(answer ? { answer } : {}),
    ...(reports ? { report: outcome(random) } : {}),
  };
}

function outcome(random: SeededRandom): ReportInput {
  const drawn = random.next();
  if (drawn < 0.93) return { status: "success" };
  return drawn < 0.97 ? { status: "failure", message: "The call timed out." } : { status: "partial", message: "One of two steps ran." };
}
