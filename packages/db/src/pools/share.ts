import { FairQueue, type QueueOwner } from "./fair-queue.ts";

/** Maximum wait for a connection, in ms, while none is returned, and behind many requests of the same caller. */
export const CONNECT_TIMEOUT_MS = 3_000;
/** Maximum wait for a connection, in ms, of a caller with few requests while connections are returned. */
const LONGEST_WAIT_MS = 12_000;
/** Number of waiting requests of a caller that wait longer. A page of the console sends fewer at once. */
export const FEW_REQUESTS = 16;

/** Maximum connections of a share that are used at a time. */
export interface LendingLimits {
  readonly perCaller: number;
  /** By all callers of an organisation. */
  readonly perOrg: number;
}
const NO_LIMITS: LendingLimits = { perCaller: Number.POSITIVE_INFINITY, perOrg: Number.POSITIVE_INFINITY };

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
  readonly #limits: LendingLimits;
  readonly #queue = new FairQueue<() => void>(UNLIMITED);
  /** Connections in use by organisation, and by organisation and caller. None is 0. */
  readonly #used = new Map<string, number>();
  #free: number;
  /** Number of uses that have ended. */
  #ended = 0;

  /** @param limits apply to callers; the server's own work is not limited */
  constructor(connections: number, limits = NO_LIMITS) {
    this.#free = connections;
    this.#limits = limits;
  }

  /** Number of requests that wait for this share. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Runs work when a connection of the share is free and it is the caller's turn.
   * @throws TooManyInProgressError after `CONNECT_TIMEOUT_MS` behind `FEW_REQUESTS` of the same caller when connections were returned
   * meanwhile; the error of a pool without free connections when none was returned meanwhile, or after `LONGEST_WAIT_MS`
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

  #usesItsPart({ orgId, caller }: QueueOwner): boolean {
    const used = (key: string) => this.#used.get(key) ?? 0;
    return caller !== "" && (used(callerKey(orgId, caller)) >= this.#limits.perCaller || used(orgId) >= this.#limits.perOrg);
  }

  /** Counts a connection as used by a caller, or as free again. */
  #count({ orgId, caller }: QueueOwner, change: 1 | -1): void {
    for (const key of [orgId, callerKey(orgId, caller)]) {
      const used = (this.#used.get(key) ?? 0) + change;
      if (used === 0) this.#used.delete(key);
      else this.#used.set(key, used);
    }
    this.#free -= change;
  }

  #wait(owner: QueueOwner): Promise<void> {
    const isBehindOwn = owner.caller !== "" && this.#queue.sizeOf(owner) >= FEW_REQUESTS;
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

function callerKey(orgId: string, caller: string): string {
  return `${orgId}/${caller}`;
}
