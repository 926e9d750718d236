import type pg from "pg";

/** The current connections of one pool. */
export interface PoolUsage {
  readonly open: number;
  readonly idle: number;
  /** Number of callers waiting for a connection. */
  readonly waiting: number;
}

export function usageOf(pool: pg.Pool): PoolUsage {
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
