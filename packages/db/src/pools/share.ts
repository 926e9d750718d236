import { FairQueue, type QueueOwner } from "./fair-queue.ts";

/** Maximum wait for a connection, in ms, while none is returned, and behind a caller's own requests. */
export const CONNECT_TIMEOUT_MS = 3_000;
/** Maximum wait for a connection, in ms, of a caller with few requests while other callers are served. */
const LONGEST_WAIT_MS = 12_000;

/** A request waited too long for a connection behind other requests of its caller, which were served. */
export class TooManyInProgressError extends Error {
  constructor() {
    super("The caller has more requests in progress than its share of the connections can serve.");
  }
}

/** Owner of work that belongs to no organisation, such as the look-up of a credential. */
const SERVER: QueueOwner = { orgId: "", caller: "" };
/** Requests end by their wait, not by the length of a queue. */
const UNLIMITED = { perOrg: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY };

/**
 * Limits how many connections of a pool one kind of work uses, and lends them in turn: to organisations, and within an organisation to its
 * callers. A flood of one caller therefore delays the others by the end of a query, not by its queue.
 */
export class Share {
  readonly #perCaller: number;
  readonly #queue = new FairQueue<() => void>(UNLIMITED);
  /** Connections in use by organisation and caller. None is 0. */
  readonly #used = new Map<string, number>();
  #free: number;
  /** Number of uses that have ended. */
  #ended = 0;

  /** @param perCaller the maximum number of connections that one caller uses at a time; the server's own work is not limited */
  constructor(connections: number, perCaller = connections) {
    this.#free = connections;
    this.#perCaller = perCaller;
  }

  /** Number of requests that wait for this share. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Runs work when a connection of the share is free and it is the caller's turn.
   * @throws TooManyInProgressError after `CONNECT_TIMEOUT_MS` when the caller used its part already and others were served meanwhile; the
   * error of a pool without free connections when nobody was served meanwhile, or after `LONGEST_WAIT_MS`
   */
  async run<T>(work: () => Promise<T>, owner: QueueOwner = SERVER): Promise<T> {
    if (this.#free === 0 || this.#usesItsPart(owner)) await this.#wait(owner);
    else this.#count(owner, 1);
    try {
      return await work();
    } finally {
      this.#count(owner, -1);
      this.#ended += 1;
      this.#serveWaiting();
    }
  }

  #usedBy(owner: QueueOwner): number {
    return this.#used.get(keyOf(owner)) ?? 0;
  }

  #usesItsPart(owner: QueueOwner, alsoWaiting = 0): boolean {
    return owner.caller !== "" && this.#usedBy(owner) + alsoWaiting >= this.#perCaller;
  }

  /** Counts a connection as used by a caller, or as free again. */
  #count(owner: QueueOwner, change: 1 | -1): void {
    const used = this.#usedBy(owner) + change;
    if (used === 0) this.#used.delete(keyOf(owner));
    else this.#used.set(keyOf(owner), used);
    this.#free -= change;
  }

  #wait(owner: QueueOwner): Promise<void> {
    const isBehindOwn = this.#usesItsPart(owner, this.#queue.sizeOf(owner));
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        this.#count(owner, 1);
        resolve();
      };
      const refuse = (error: Error) => {
        this.#queue.remove(owner, start);
        reject(error);
      };
      const check = (waitedMs: number, endedBefore: number) => () => {
        const isServing = this.#ended > endedBefore;
        if (isServing && isBehindOwn) refuse(new TooManyInProgressError());
        else if (isServing && waitedMs < LONGEST_WAIT_MS)
          timer = setTimeout(check(waitedMs + CONNECT_TIMEOUT_MS, this.#ended), CONNECT_TIMEOUT_MS);
        else refuse(new Error("timeout exceeded when trying to connect"));
      };
      let timer = setTimeout(check(CONNECT_TIMEOUT_MS, this.#ended), CONNECT_TIMEOUT_MS);
      this.#queue.push(owner, start, () => refuse(new TooManyInProgressError()));
    });
  }

  #serveWaiting(): void {
    while (this.#free > 0) {
      const start = this.#queue.shift((owner) => !this.#usesItsPart(owner));
      if (!start) return;
      start();
    }
  }
}

function keyOf({ orgId, caller }: QueueOwner): string {
  return `${orgId}/${caller}`;
}
