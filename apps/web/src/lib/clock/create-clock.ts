/** Offset changes above this many milliseconds mean that a clock was reset, rather than that a response was slow. */
const RESET_MS = 5_000;

/** The server's clock as estimated by this browser. */
export interface ServerClock {
  /** Milliseconds since the epoch, by the server's clock. */
  now(): number;
  /** Adjusts the clock to a timestamp that the server has just sent. */
  sync(serverMs: number): void;
}

/**
 * A timestamp is always old by its travel time, so the largest of several offsets is the most accurate. `local` is the browser's
 * clock, injectable for tests.
 */
export function createClock(startMs: number, local: () => number): ServerClock {
  let offset = startMs - local();
  return {
    now: () => local() + offset,
    sync(serverMs) {
      const reading = serverMs - local();
      offset = Math.abs(reading - offset) > RESET_MS ? reading : Math.max(offset, reading);
    },
  };
}
