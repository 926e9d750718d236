import type { Hint } from "./bus.ts";

const COALESCE_MS = 50;
/** Maximum bytes of a message; NOTIFY allows 8,000. */
const MAX_HINTS_PER_MESSAGE = 40;

/** Sends hints of decisions and configurations immediately, and the newest head per organisation at most every 50 ms. */
export class HintOutbox {
  readonly #heads = new Map<string, Hint>();
  readonly #send: (hints: readonly Hint[]) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (hints: readonly Hint[]) => void) {
    this.#send = send;
  }

  put(hint: Hint): void {
    if (hint.kind !== "head") {
      this.#send([hint]);
      return;
    }
    this.#heads.set(hint.org, hint);
    this.#timer ??= setTimeout(() => this.flush(), COALESCE_MS).unref();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const heads = [...this.#heads.values()];
    this.#heads.clear();
    for (let i = 0; i < heads.length; i += MAX_HINTS_PER_MESSAGE) this.#send(heads.slice(i, i + MAX_HINTS_PER_MESSAGE));
  }
}
