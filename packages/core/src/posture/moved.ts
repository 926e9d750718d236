import { COMPONENT_NAMES } from "./score-posture.ts";
import type { ComponentName } from "./types.ts";

/** The score and counts of a component on one day. */
export interface DayComponent {
  readonly score: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Move {
  readonly component: ComponentName;
  readonly delta: number;
  /** The count that changed most: `unused 3 → 5`. */
  readonly because: string;
}

type Day = Readonly<Partial<Record<ComponentName, DayComponent>>>;

/** Returns the components that changed a score between two days, largest change first. */
export function movedBetween(before: Day, after: Day): Move[] {
  const moves = COMPONENT_NAMES.flatMap((component) => {
    const [old, now] = [before[component], after[component]];
    return old && now && old.score !== now.score
      ? [{ component, delta: now.score - old.score, because: largestChange(old.counts, now.counts) }]
      : [];
  });
  return moves.toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
}

/** Compares relative changes: one more key of two weighs more than a hundred more actions of a million. */
function largestChange(old: DayComponent["counts"], now: DayComponent["counts"]): string {
  let best = { weight: 0, text: "" };
  for (const [id, count] of Object.entries(now)) {
    const was = old[id] ?? 0;
    const weight = Math.abs(count - was) / Math.max(1, was);
    if (weight > best.weight) best = { weight, text: `${id.replaceAll("_", " ")} ${was} → ${count}` };
  }
  return best.text;
}
