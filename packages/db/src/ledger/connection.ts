import pg from "pg";
import { writeNow, writeTogether } from "../write-together.ts";
import { BadIntentError } from "./bad-intent-error.ts";

const { Client } = pg;

/** A statement with a name is prepared once per connection. */
interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

/** The statements of one transaction. */
export interface Transaction {
  /** Runs a statement and waits for its rows. */
  query(statement: Statement): Promise<pg.QueryResult>;
  /** Sends a statement without waiting for its result. A failure fails the transaction at COMMIT. */
  send(statement: Statement): Promise<pg.QueryResult>;
  /** Writes the statements sent so far to the socket now instead of at the end of this event loop turn. */
  writeNow(): void;
}

/** The dedicated connection of the ledger writer. It reconnects after an error. */
export interface Connection {
  /** Runs `work` between BEGIN and COMMIT. An error rolls back; a broken connection is dropped. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly onError: (error: Error) => void;
}

/** SQLSTATE raised by `app.lock_heads`. */
const HEAD_MOVED = "AL001";
const UNIQUE_VIOLATION = "23505";
const LOCK_TIMEOUT_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Every statement of a flush looks rows up by key, so one generic plan fits all values, and planning each time took longer than running.
 * The plan is kept while its tables grow, so sequential scans, which suit only tiny tables, are disabled.
 */
const SETTINGS = {
  search_path: "app",
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  lock_timeout: LOCK_TIMEOUT_MS,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
} as const;

/**
 * Opens a connection whose transactions never overlap. Statements are pipelined: BEGIN is sent with the first statement and COMMIT
 * with the last, so a flush takes two round trips instead of four.
 */
export function openConnection({ url, onError }: ConnectionOptions): Connection {
  let client: pg.Client | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<pg.Client> {
    if (client) return client;
    const fresh = new Client({
      connectionString: url,
      application_name: "agentlattice-ledger",
      pipeline: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
      options: Object.entries(SETTINGS)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(" "),
    });
    fresh.on("error", (error) => {
      if (client === fresh) client = null;
      onError(error);
    });
    await fresh.connect();
    client = fresh;
    return fresh;
  }

  async function drop(broken: pg.Client): Promise<void> {
    if (client === broken) client = null;
    await broken.end().catch(() => {});
  }

  async function runTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const current = await connect();
    // Results are awaited together, so that all statements are sent without waiting in between.
    const sent: Promise<unknown>[] = [];
    const send = (statement: Statement) => {
      writeTogether(current);
      const answered = current.query(statement);
      answered.catch(() => {});
      sent.push(answered);
      return answered;
    };
    try {
      send({ text: "BEGIN" });
      const result = await work({ query: (statement) => current.query(statement), send, writeNow: () => writeNow(current) });
      send({ text: "COMMIT" });
      await Promise.all(sent);
      return result;
    } catch (error) {
      if (isServerError(error) || error instanceof BadIntentError) await current.query("ROLLBACK").catch(() => drop(current));
      else await drop(current);
      throw error;
    }
  }

  return {
    transaction(work) {
      const run = turn.then(
        () => runTransaction(work),
        () => runTransaction(work),
      );
      turn = run;
      return run;
    },
    async close() {
      await turn.catch(() => {});
      if (client) await drop(client);
    },
  };
}

/** Returns true when a commit failed because its cached head was stale: `lock_heads` refused, or a key is not unique. */
export function isStaleHead(error: unknown): boolean {
  const state = sqlState(error);
  return state === HEAD_MOVED || state === UNIQUE_VIOLATION;
}

/** Returns true when Postgres rejected a statement and the connection is still usable. */
function isServerError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !state.startsWith("57") && !state.startsWith("08");
}

/** Returns true when a single intent caused the failure: settling threw, or SQLSTATE class 22 or 23. */
export function isDataError(error: unknown): boolean {
  if (error instanceof BadIntentError) return true;
  const state = sqlState(error);
  return state !== null && (state.startsWith("22") || state.startsWith("23"));
}

/** Returns true for a lock timeout, deadlock or serialisation failure. Nothing was written, so a retry is safe. */
export function isLockTimeout(error: unknown): boolean {
  const state = sqlState(error);
  return state === "55P03" || state === "40P01" || state === "40001";
}

/** SQLSTATE of a connection attempt to a database that does not accept connections. */
const NOT_ACCEPTING = "55000";
const TOO_MANY_CONNECTIONS = "53300";

/** Returns true when Postgres cannot be reached, is starting or is shutting down. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  return !isServerError(error) || state === NOT_ACCEPTING || state === TOO_MANY_CONNECTIONS;
}

function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
