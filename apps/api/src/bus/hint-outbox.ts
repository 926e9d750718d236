import type { Hint } from "./bus.ts";

const COALESCE_MS = 50;
/** NOTIFY carries 8,000 bytes. */
const MAX_HINTS_PER_MESSAGE = 40;

/** Decisions and configuration go at once; heads, one per organisation, at most once in 50 ms. */
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
