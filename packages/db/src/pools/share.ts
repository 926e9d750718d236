/** Maximum wait for a connection, in ms, while none is returned, and behind a caller's own requests. */
export const CONNECT_TIMEOUT_MS = 3_000;
/** Maximum wait for a connection, in ms, of a caller with few requests while other callers are served. */
const LONGEST_WAIT_MS = 12_000;

/** The organisation and the caller for whom a connection is used. `caller` is empty for work of the server itself. */
export interface Turn {
  readonly orgId: string;
  readonly caller: string;
}

/** A request waited too long for a connection behind other requests of its caller, which were served. */
export class TooManyInProgress extends Error {
  constructor() {
    super("The caller has more requests in progress than its share of the connections can serve.");
  }
}

/** Turn of work that belongs to no organisation, such as the look-up of a credential. */
const SERVER: Turn = { orgId: "", caller: "" };

interface Caller {
  /** Connections in use. */
  used: number;
  readonly waiting: (() => void)[];
}

/**
 * Limits how many connections of a pool one kind of work uses, and lends them in turn: to organisations, and within an organisation to its
 * callers. A flood of one caller therefore delays the others by the end of a query, not by its queue.
 */
export class Share {
  readonly #perCaller: number;
  /** Callers that use a connection or wait for one, by organisation and name, in the order of their turns. */
  readonly #orgs = new Map<string, Map<string, Caller>>();
  #free: number;
  #waiting = 0;
  /** Number of uses that have ended. */
  #ended = 0;

  /** @param perCaller the maximum number of connections that one caller uses at a time; the server's own work is not limited */
  constructor(connections: number, perCaller = connections) {
    this.#free = connections;
    this.#perCaller = perCaller;
  }

  /** Number of requests that wait for this share. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Runs work when a connection of the share is free and it is the caller's turn.
   * @throws TooManyInProgress after `CONNECT_TIMEOUT_MS` when the caller used its part already and others were served meanwhile; the error
   * of a pool without free connections when nobody was served meanwhile, or after `LONGEST_WAIT_MS`
   */
  async run<T>(work: () => Promise<T>, turn: Turn = SERVER): Promise<T> {
    const caller = this.#findOrAdd(turn);
    if (this.#free > 0 && this.#mayUse(turn.caller, caller)) this.#take(caller);
    else await this.#wait(turn, caller);
    try {
      return await work();
    } finally {
      caller.used -= 1;
      this.#ended += 1;
      this.#free += 1;
      this.#serveWaiting();
      this.#removeIdle(turn, caller);
    }
  }

  #mayUse(name: string, { used }: Caller): boolean {
    return name === "" || used < this.#perCaller;
  }

  #take(caller: Caller): void {
    caller.used += 1;
    this.#free -= 1;
  }

  #wait(turn: Turn, caller: Caller): Promise<void> {
    const isBehindOwn = turn.caller !== "" && caller.used + caller.waiting.length >= this.#perCaller;
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        this.#waiting -= 1;
        resolve();
      };
      const refuse = (error: Error) => {
        caller.waiting.splice(caller.waiting.indexOf(start), 1);
        this.#waiting -= 1;
        this.#removeIdle(turn, caller);
        reject(error);
      };
      const check = (waitedMs: number, endedBefore: number) => () => {
        const isServing = this.#ended > endedBefore;
        if (isServing && isBehindOwn) refuse(new TooManyInProgress());
        else if (isServing && waitedMs < LONGEST_WAIT_MS)
          timer = setTimeout(check(waitedMs + CONNECT_TIMEOUT_MS, this.#ended), CONNECT_TIMEOUT_MS);
        else refuse(new Error("timeout exceeded when trying to connect"));
      };
      let timer = setTimeout(check(CONNECT_TIMEOUT_MS, this.#ended), CONNECT_TIMEOUT_MS);
      caller.waiting.push(start);
    });
  }

  #serveWaiting(): void {
    while (this.#free > 0) {
      const next = this.#nextCaller();
      if (!next) return;
      this.#take(next);
      next.waiting.shift()?.();
    }
  }

  /** Returns the next caller that may use a connection, and moves it and its organisation to the end of their turns. */
  #nextCaller(): Caller | undefined {
    for (const [orgId, callers] of this.#orgs) {
      for (const [name, caller] of callers) {
        if (caller.waiting.length === 0 || !this.#mayUse(name, caller)) continue;
        moveToEnd(callers, name, caller);
        moveToEnd(this.#orgs, orgId, callers);
        return caller;
      }
    }
    return undefined;
  }

  #findOrAdd({ orgId, caller: name }: Turn): Caller {
    let callers = this.#orgs.get(orgId);
    if (!callers) {
      callers = new Map();
      this.#orgs.set(orgId, callers);
    }
    let caller = callers.get(name);
    if (!caller) {
      caller = { used: 0, waiting: [] };
      callers.set(name, caller);
    }
    return caller;
  }

  #removeIdle({ orgId, caller: name }: Turn, { used, waiting }: Caller): void {
    if (used > 0 || waiting.length > 0) return;
    const callers = this.#orgs.get(orgId);
    callers?.delete(name);
    if (callers?.size === 0) this.#orgs.delete(orgId);
  }
}

function moveToEnd<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
