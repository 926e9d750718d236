import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

const RETRY_SECONDS = 5;

/** Limits the concurrent streams of a key or a person in one process. */
export class StreamLimit {
  readonly #open = new Map<string, number>();
  readonly #limits: { readonly key: number; readonly person: number };

  constructor(most: { readonly key: number; readonly person: number }) {
    this.#limits = most;
  }

  /** Counts a stream. Returns a function that releases it. @throws AppError TOO_MANY_STREAMS */
  take(principal: Principal): () => void {
    const name = principal.scope.caller;
    const policy = principal.kind === "person" ? "person" : "key";
    const most = this.#limits[policy];
    const open = this.#open.get(name) ?? 0;
    if (open >= most)
      throw new AppError("TOO_MANY_STREAMS", {
        detail: `A ${policy} may have at most ${most} concurrent event streams. Close one, or share one.`,
        retryAfter: RETRY_SECONDS,
        headers: { "ratelimit-policy": `"streams";q=${most}`, ratelimit: `"streams";r=0;t=${RETRY_SECONDS}` },
      });
    this.#open.set(name, open + 1);
    let given = true;
    return () => {
      if (given) this.#release(name);
      given = false;
    };
  }

  #release(name: string): void {
    const left = (this.#open.get(name) ?? 0) - 1;
    if (left > 0) this.#open.set(name, left);
    else this.#open.delete(name);
  }
}
