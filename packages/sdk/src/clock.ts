/** Timers take 31 bits; more fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds on a clock that is never set back. */
export function now(): number {
  return globalThis.performance.now();
}

/**
 * Resolves after `ms`, or rejects at once with the signal's reason. Nothing is left behind either way.
 * Keep `ms` small: waiting for hours is a loop of short sleeps against a deadline, never one long timer.
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
