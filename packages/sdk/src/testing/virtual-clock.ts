export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Replaces `clock.ts` in tests: sleeping takes no time, and the clock advances by the slept time. */
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

/** Yields to real network events, so that a loop of sleeps cannot block the server that it waits for. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  virtual.slept.push(ms);
  virtual.time += ms;
  await new Promise((resolve) => setTimeout(resolve, 1));
  signal?.throwIfAborted();
}
