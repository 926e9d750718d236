import { AgentLatticeConnectionError } from "../errors.ts";
import { MAX_TIMER_MS } from "./clock.ts";

/**
 * Runs one request with a time limit and the caller's signal. Rejects promptly in both cases, even when `run` ignores its signal, and
 * clears its timer and listener.
 * @throws AgentLatticeConnectionError REQUEST_TIMEOUT; the signal's own reason when the caller aborts
 */
export async function within<T>(timeoutMs: number, signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let release = () => {};
  const stopped = new Promise<never>((_, reject) => {
    const stop = (reason: unknown) => {
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = () => stop(signal?.reason);
    const timer = setTimeout(() => stop(timedOut(timeoutMs)), Math.min(timeoutMs, MAX_TIMER_MS));
    signal?.addEventListener("abort", onAbort, { once: true });
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  try {
    return await Promise.race([run(controller.signal), stopped]);
  } finally {
    release();
  }
}

function timedOut(timeoutMs: number): AgentLatticeConnectionError {
  return new AgentLatticeConnectionError("REQUEST_TIMEOUT", `The AgentLattice API did not answer within ${Math.round(timeoutMs)} ms.`);
}
