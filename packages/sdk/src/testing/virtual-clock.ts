export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Stands in for `clock.ts` in tests: sleeping takes no time and is written down, and the time is what was slept. */
export const virtual = {
  time: 0,
  slept: [] as number[],
  reset(): void {
    virtual.time = 0;
    virtual.slept = [];
  },
};

export function now(): number {
  return virtual.time;
}

/** Gives way to real network events, so that a loop of sleeps cannot starve the server it is waiting for. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  virtual.slept.push(ms);
  virtual.time += ms;
  await new Promise((resolve) => setTimeout(resolve, 1));
  signal?.throwIfAborted();
}
