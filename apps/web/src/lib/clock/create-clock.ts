/** Beyond this the two clocks were set anew, rather than an answer having been slow. */
const RESET_MS = 5_000;

/** The server's clock as far as this browser can know it. */
export interface ServerClock {
  /** Milliseconds since the epoch, by the server's clock. */
  now(): number;
  /** A time the server has just told. */
  note(serverMs: number): void;
}

/**
 * An answer is always older than it says by the time it travelled, so of several readings the largest offset is the
 * best one. `local` is the browser's clock, given so that tests own the time.
 */
export function createClock(startMs: number, local: () => number): ServerClock {
  let offset = startMs - local();
  return {
    now: () => local() + offset,
    note(serverMs) {
      const reading = serverMs - local();
      offset = Math.abs(reading - offset) > RESET_MS ? reading : Math.max(offset, reading);
    },
  };
}
