import type pg from "pg";

/** Connections of one pool at this moment. */
export interface PoolUsage {
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

export function usageOf(pool: pg.Pool): PoolUsage {
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
