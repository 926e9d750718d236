import { AppError } from "../http/app-error.ts";

/** What a parked request is woken with: the approval as it stands, when the waker has it. */
type Wake<T> = (approval: T | null) => void;

/**
 * Parked requests by approval. The process that decides wakes its own from memory; others are woken by a hint and read
 * the row; a slow re-check covers a lost hint.
 */
export class ApprovalWaiters<T = unknown> {
  readonly #parked = new Map<string, Set<Wake<T>>>();
  readonly #limit: number;
  #count = 0;
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#count;
  }

  /**
   * Resolves when the approval is woken, with `null` when the caller must read it, or when time is up or the signal aborts.
   * @throws AppError TOO_MANY_WAITERS
   */
  wait(approvalId: string, timeoutMs: number, signal: AbortSignal): Promise<T | null> {
    if (this.#closed) return Promise.resolve(null);
    if (this.#count >= this.#limit) throw new AppError("TOO_MANY_WAITERS", { detail: "This process parks no more requests. Poll instead, or try again.", retryAfter: 5 });
    return new Promise((resolve) => {
      const done = (approval: T | null) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        this.#remove(approvalId, done);
        resolve(approval);
      };
      const onAbort = () => done(null);
      const timer = setTimeout(onAbort, timeoutMs);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#add(approvalId, done);
    });
  }

  wake(approvalId: string, approval: T | null): void {
    for (const wake of [...(this.#parked.get(approvalId) ?? [])]) wake(approval);
  }

  /** Everybody reads again: hints may have been lost. */
  wakeAll(): void {
    for (const approvalId of [...this.#parked.keys()]) this.wake(approvalId, null);
  }

  /** Lets everybody go; nobody parks any more. */
  close(): void {
    this.#closed = true;
    this.wakeAll();
  }

  #add(approvalId: string, wake: Wake<T>): void {
    let parked = this.#parked.get(approvalId);
    if (!parked) this.#parked.set(approvalId, (parked = new Set()));
    parked.add(wake);
    this.#count++;
  }

  #remove(approvalId: string, wake: Wake<T>): void {
    const parked = this.#parked.get(approvalId);
    if (!parked?.delete(wake)) return;
    this.#count--;
    if (parked.size === 0) this.#parked.delete(approvalId);
  }
}
