import { Semaphore, type SemaphoreInterface, withTimeout } from "async-mutex";

/** Maximum wait for a connection, in ms. */
export const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Limits how many connections of a pool one kind of work uses, so that the others stay available.
 * A caller that waits longer than `CONNECT_TIMEOUT_MS` gets the same error as from a pool without free connections.
 */
export class Share {
  readonly #free: SemaphoreInterface;
  #waiting = 0;

  constructor(connections: number) {
    this.#free = withTimeout(new Semaphore(connections), CONNECT_TIMEOUT_MS, new Error("timeout exceeded when trying to connect"));
  }

  /** Number of callers that wait for this share. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @param priority callers with a higher number are served before others that wait; 0 by default */
  async run<T>(work: () => Promise<T>, priority = 0): Promise<T> {
    this.#waiting += 1;
    const [, release] = await this.#free.acquire(1, priority).finally(() => {
      this.#waiting -= 1;
    });
    try {
      return await work();
    } finally {
      release();
    }
  }
}
