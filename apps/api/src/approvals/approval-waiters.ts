import { AppError } from "../http/app-error.ts";

/** What a parked request is woken with: the approval as it stands, when the waker has it. */
type Wake<T> = (approval: T | null) => void;

interface Parked<T> {
  readonly woken: Promise<T | null>;
  leave(): void;
}

/**
 * Parked requests by approval. The process that decides wakes its own from memory; others are woken by a hint and read
 * the row; a slow re-check covers a lost hint.
 */
export class ApprovalWaiters<T = unknown> {
  readonly #parked = new Map<string, { readonly orgId: string; readonly wakes: Map<Wake<T>, string | null> }>();
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
   * Parks a request, and names the key that sent it. `woken` resolves when the approval is woken, with `null` when the caller must read it, or when time is up or
   * the signal aborts. Whoever stops waiting earlier says so with `leave`.
   * @throws AppError TOO_MANY_WAITERS
   */
  park(orgId: string, approvalId: string, timeoutMs: number, signal: AbortSignal, keyId: string | null = null): Parked<T> {
    if (this.#closed) return { woken: Promise.resolve(null), leave: () => {} };
    if (this.#count >= this.#limit)
      throw new AppError("TOO_MANY_WAITERS", { detail: "This process parks no more requests. Poll instead, or try again.", retryAfter: 5 });
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
    for (const wake of [...(this.#parked.get(approvalId)?.wakes.keys() ?? [])]) wake(approval);
  }

  /** Wakes everybody who waits with this key. */
  wakeKey(keyId: string): void {
    const woken = [...this.#parked.values()].flatMap(({ wakes }) => [...wakes].flatMap(([wake, key]) => (key === keyId ? [wake] : [])));
    for (const wake of woken) wake(null);
  }

  /** The approvals that are waited for, by organisation. */
  parkedByOrg(): Map<string, string[]> {
    const byOrg = new Map<string, string[]>();
    for (const [approvalId, { orgId }] of this.#parked) {
      const ids = byOrg.get(orgId);
      if (ids) ids.push(approvalId);
      else byOrg.set(orgId, [approvalId]);
    }
    return byOrg;
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

  #add(orgId: string, approvalId: string, wake: Wake<T>, keyId: string | null): void {
    const parked = this.#parked.get(approvalId) ?? { orgId, wakes: new Map() };
    this.#parked.set(approvalId, parked);
    parked.wakes.set(wake, keyId);
    this.#count++;
  }

  #remove(approvalId: string, wake: Wake<T>): void {
    const parked = this.#parked.get(approvalId);
    if (!parked?.wakes.delete(wake)) return;
    this.#count--;
    if (parked.wakes.size === 0) this.#parked.delete(approvalId);
  }
}
