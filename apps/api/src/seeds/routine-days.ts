import type { ActionInput, ReportInput } from "@agentlattice/contract";
import type { SeededAction } from "./describe-organisation.ts";
import type { SeededAnswer } from "./sample-world.ts";
import type { SeededRandom } from "./seeded-random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Routine actions stop this long before the end, so that the hand-written last steps stand out. */
const ROUTINE_ENDS_MS = 40 * MINUTE_MS;
const WEEKEND = 0.4;

/** An action that repeats. Its frequency is proportional to its weight. */
export interface Routine {
  readonly weight: number;
  readonly agent: string;
  action(random: SeededRandom): ActionInput;
  /** Returns the decision on the approval request, or null to leave it undecided. Absent when the action needs no approval. */
  answer?(random: SeededRandom): SeededAnswer | null;
}

interface Days {
  /** ms since the epoch */
  readonly end: number;
  readonly days: number;
  /** Minutes before the end in which no approval is requested. */
  readonly asksUntil: number;
  readonly perDay: number;
  /** Share of actions whose outcome is reported, on the first and on the last day. */
  readonly reporting: { readonly first: number; readonly last: number };
}

/** Relative load of each hour of a UTC day. */
const HOURLY_LOAD = [1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 9, 12, 14, 13, 10, 7, 4, 3, 2, 2, 1, 1];
const HOURS = HOURLY_LOAD.map((weight, hour) => ({ weight, hour }));

/** Generates routine actions: mostly in working hours, fewer at weekends, with a growing share of reported outcomes. */
export function routineDays(random: SeededRandom, routines: readonly Routine[], days: Days): SeededAction[] {
  const first = days.end - days.days * DAY_MS;
  const midnight = Math.floor(first / DAY_MS) * DAY_MS;
  const withoutApproval = routines.filter((routine) => !routine.answer);
  const steps: SeededAction[] = [];
  for (let day = midnight; day < days.end; day += DAY_MS) {
    const weekday = new Date(day).getUTCDay();
    const busy = (weekday === 0 || weekday === 6 ? WEEKEND : 1) * (0.8 + 0.4 * random.next());
    for (let left = Math.round(days.perDay * busy); left > 0; left--) {
      const at = day + Math.floor((random.weighted(HOURS).hour + random.next()) * HOUR_MS);
      if (at < first || at > days.end - ROUTINE_ENDS_MS) continue;
      const asks = at <= days.end - days.asksUntil * MINUTE_MS;
      steps.push(toStep(random, random.weighted(asks ? routines : withoutApproval), at, (at - first) / (days.end - first), days));
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
