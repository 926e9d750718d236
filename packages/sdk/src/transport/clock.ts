/** Maximum delay of a timer. A longer delay would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Returns milliseconds of a monotonic clock. */
export function now(): number {
  return globalThis.performance.now();
}

/**
 * Resolves after `ms`, or rejects with the signal's reason. Clears its timer and listener either way. Keep `ms` small: a wait of hours is
 * a loop of short sleeps against a deadline.
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    signal?.addEventListener("abort", stop, { once: true });
  });
}
