import type { Hint } from "./bus.ts";

const PAUSE_MS = 50;
/** Maximum number of hints in a message, which keeps it below the 8,000 bytes that NOTIFY allows. */
const MAX_HINTS_PER_MESSAGE = 40;

/** Sends hints of decisions and configurations immediately. Heads are sent immediately after a pause of 50 ms, otherwise together at its end, the newest per organisation. */
export class HintOutbox {
  readonly #heads = new Map<string, Hint>();
  readonly #send: (hints: readonly Hint[]) => void;
  #pause: NodeJS.Timeout | null = null;

  constructor(send: (hints: readonly Hint[]) => void) {
    this.#send = send;
  }

  put(hint: Hint): void {
    if (hint.kind !== "head") {
      this.#send([hint]);
      return;
    }
    this.#heads.set(hint.org, hint);
    if (this.#pause === null) this.flush();
  }

  /** Sends the waiting heads now. */
  flush(): void {
    if (this.#pause) clearTimeout(this.#pause);
    this.#pause = null;
    if (this.#heads.size === 0) return;
    const heads = [...this.#heads.values()];
    this.#heads.clear();
    this.#pause = setTimeout(() => this.flush(), PAUSE_MS).unref();
    for (let i = 0; i < heads.length; i += MAX_HINTS_PER_MESSAGE) this.#send(heads.slice(i, i + MAX_HINTS_PER_MESSAGE));
  }
}
