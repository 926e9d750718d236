import { AppError } from "../http/app-error.ts";

/** Wakes a waiting request with the current approval, or with null when the request must read it. */
type Wake<T> = (approval: T | null) => void;

interface WaitHandle<T> {
  readonly woken: Promise<T | null>;
  leave(): void;
}

/**
 * Waiting requests by approval. The process that decides wakes its own requests from memory. Other processes receive a hint and read the
 * row. A slow periodic check covers lost hints.
 */
export class ApprovalWaiters<T = unknown> {
  readonly #waiting = new Map<string, { readonly orgId: string; readonly wakes: Map<Wake<T>, string | null> }>();
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
   * Adds a waiting request with the key that sent it. `woken` resolves with the approval, or with null when the caller must read it, when the
   * time is up or when the signal aborts. Call `leave` to stop waiting earlier.
   * @throws AppError TOO_MANY_WAITERS
   */
  wait(orgId: string, approvalId: string, timeoutMs: number, signal: AbortSignal, keyId: string | null = null): WaitHandle<T> {
    if (this.#closed) return { woken: Promise.resolve(null), leave: () => {} };
    if (this.#count >= this.#limit)
      throw new AppError("TOO_MANY_WAITERS", {
        detail: "This process has reached its limit of waiting requests. Poll without `Prefer: wait`, or retry.",
        retryAfter: 5,
      });
    let resolve: (approval: T | null) => void = () => {};
    const woken = new Promise<T | null>((settle) => {
      resolve = settle;
    });
    const done = (approval: T | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      this.#remove(approvalId, done);
      resolve(approval);
    };
    const leave = () => done(null);
    const timer = setTimeout(leave, timeoutMs);
    signal.addEventListener("abort", leave, { once: true });
    this.#add(orgId, approvalId, done, keyId);
    if (signal.aborted) leave();
    return { woken, leave };
  }

  wake(approvalId: string, approval: T | null): void {
    for (const wake of [...(this.#waiting.get(approvalId)?.wakes.keys() ?? [])]) wake(approval);
  }

  /** Wakes all requests of a key. */
  wakeKey(keyId: string): void {
    const woken = [...this.#waiting.values()].flatMap(({ wakes }) => [...wakes].flatMap(([wake, key]) => (key === keyId ? [wake] : [])));
    for (const wake of woken) wake(null);
  }

  /** Wakes all requests of an organisation. */
  wakeOrg(orgId: string): void {
    for (const [approvalId, waiting] of [...this.#waiting]) if (waiting.orgId === orgId) this.wake(approvalId, null);
  }

  /** Returns the approvals with waiting requests, by organisation. */
  waitingByOrg(): Map<string, string[]> {
    const byOrg = new Map<string, string[]>();
    for (const [approvalId, { orgId }] of this.#waiting) {
      const ids = byOrg.get(orgId);
      if (ids) ids.push(approvalId);
      else byOrg.set(orgId, [approvalId]);
    }
    return byOrg;
  }

  /** Wakes all requests to read their approvals, because hints may have been lost. */
  wakeAll(): void {
    for (const approvalId of [...this.#waiting.keys()]) this.wake(approvalId, null);
  }

  /** Wakes all requests and accepts no new ones. */
  close(): void {
    this.#closed = true;
    this.wakeAll();
  }

  #add(orgId: string, approvalId: string, wake: Wake<T>, keyId: string | null): void {
    const waiting = this.#waiting.get(approvalId) ?? { orgId, wakes: new Map() };
    this.#waiting.set(approvalId, waiting);
    waiting.wakes.set(wake, keyId);
    this.#count++;
  }

  #remove(approvalId: string, wake: Wake<T>): void {
    const waiting = this.#waiting.get(approvalId);
    if (!waiting?.wakes.delete(wake)) return;
    this.#count--;
    if (waiting.wakes.size === 0) this.#waiting.delete(approvalId);
  }
}
