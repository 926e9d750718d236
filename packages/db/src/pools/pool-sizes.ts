import type { LendingLimits } from "./share.ts";

/**
 * Numbers of connections. `lists`, `scans` and `attempts` are upper bounds of one kind of work within their pool. One caller uses at most half
 * of the connections of its kind of work at a time, and one organisation at most three quarters (see `Share`).
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

/** Returns how many connections of a share one caller and one organisation use at most at a time, so that others find a free one. */
export function lendingLimits(connections: number): LendingLimits {
  const perCaller = Math.ceil(connections / 2);
  return { perCaller, perOrg: Math.max(perCaller, Math.floor((connections * 3) / 4)) };
}

export const PROCESS_POOLS: PoolSizes = { prisma: 8, lists: 6, ledger: 12, scans: 4, attempts: 2 };
