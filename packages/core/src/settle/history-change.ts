import type { Change } from "./types.ts";

/** An event that limits count later, without its key and time. */
interface CountedEvent {
  readonly window_ms: number;
  readonly value: string | null;
  readonly amount: number | null;
}

/** Returns the row of an event that limits count until its window has passed. */
export function historyChange(key: string, { window_ms, value, amount }: CountedEvent, now: number): Change {
  return { table: "history_event", row: { key, at: now, value, amount, outcome: null, expires_at: now + window_ms } };
}
