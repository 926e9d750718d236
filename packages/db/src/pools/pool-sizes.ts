/**
 * Numbers of connections. `lists`, `scans` and `attempts` are upper bounds of one kind of work within their pool. One caller uses at most half
 * of the connections of its kind of work at a time (see `Share`).
 */
export interface PoolSizes {
  readonly prisma: number;
  /** Connections of the Prisma pool for lists and changes of people. The rest is for configuration and requests of agents. */
  readonly lists: number;
  readonly ledger: number;
  /** Connections of the ledger pool for pages, streams and exports of the log. */
  readonly scans: number;
  /** Connections of the ledger pool for attempt counters, which anyone without a credential can cause. */
  readonly attempts: number;
}

/** Returns the maximum number of connections of a share that one caller uses at a time. */
export function half(connections: number): number {
  return Math.ceil(connections / 2);
}

export const PROCESS_POOLS: PoolSizes = { prisma: 8, lists: 6, ledger: 12, scans: 4, attempts: 2 };

/** Sizes for a thread that serves only some of the requests of its process. */
export const THREAD_POOLS: PoolSizes = { prisma: 4, lists: 2, ledger: 6, scans: 2, attempts: 1 };
