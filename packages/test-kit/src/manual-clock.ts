/** A clock that advances only when a test advances it. */
export interface ManualClock {
  /** Milliseconds since the epoch, for code that takes `now: () => number`. */
  now(): number;
  advance(milliseconds: number): void;
}

export function createManualClock(start: string | number = "2026-01-01T00:00:00.000Z"): ManualClock {
  let time = typeof start === "number" ? start : Date.parse(start);
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
