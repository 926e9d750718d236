import pg from "pg";
import type { QueueOwner } from "./fair-queue.ts";
import { lendingLimits } from "./pool-sizes.ts";
import { type PoolUsage, usageOf } from "./pool-usage.ts";
import { CONNECT_TIMEOUT_MS, Share } from "./share.ts";

/** Lends connections, each to one caller at a time. A connection whose work failed is not used again. */
export interface Connections {
  /** @param owner for whom the connection is used; undefined for work of no organisation */
  use<T>(work: (client: pg.ClientBase) => Promise<T>, owner?: QueueOwner): Promise<T>;
}

/** Connections that also run single statements. */
export interface Statements extends Connections {
  rows<Row extends pg.QueryResultRow>(statement: string | pg.QueryConfig, values?: unknown[]): Promise<Row[]>;
  /** Runs a statement that returns exactly one row. */
  row<Row extends pg.QueryResultRow>(statement: string | pg.QueryConfig, values?: unknown[]): Promise<Row>;
}

/** The pool for everything that does not use Prisma: authentication, reads of decisions, the log, streams and attempt counters. */
export interface LedgerPool extends Statements {
  /** Returns the pool limited to a number of its connections. */
  share(connections: number): Statements;
  usage(): PoolUsage;
  close(): Promise<void>;
}

const QUERY_TIMEOUT_MS = 5_000;

/** Opens the pool. Its connections are pipelined, so statements that are sent together take one round trip. */
export function openLedgerPool(url: string, connections: number, onError: (error: Error) => void): LedgerPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: "agentlattice-reads",
    pipeline: true,
  } as pg.PoolConfig);
  pool.on("error", onError);
  // The pool handles errors of idle clients only. Without this, a connection that breaks during a read would end the process.
  pool.on("connect", (client) => client.on("error", onError));
  const all = new Share(connections, lendingLimits(connections));
  const shares = [all];
  const lend = async <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  const use: Connections["use"] = (work, owner) => all.run(() => lend(work), owner);
  return {
    ...statements(use),
    share(limit) {
      const share = new Share(limit, lendingLimits(limit));
      shares.push(share);
      return statements((work, owner) => share.run(() => use(work, owner), owner));
    },
    usage() {
      const usage = usageOf(pool);
      return { ...usage, waiting: shares.reduce((sum, { waiting }) => sum + waiting, usage.waiting) };
    },
    close: () => pool.end(),
  };
}

function statements(use: Connections["use"]): Statements {
  const rows = async <Row extends pg.QueryResultRow>(statement: string | pg.QueryConfig, values?: unknown[]) =>
    (await use((client) => client.query<Row>(statement, values))).rows;
  return {
    use,
    rows,
    async row<Row extends pg.QueryResultRow>(statement: string | pg.QueryConfig, values?: unknown[]) {
      const [row, ...others] = await rows<Row>(statement, values);
      if (!row || others.length > 0) throw new Error("A statement that returns one row returned another number of rows.");
      return row;
    },
  };
}
