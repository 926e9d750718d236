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

/** What the work of a transaction speaks to. */
export interface Transaction {
  /** Runs a statement and waits for its rows. */
  query(statement: Statement): Promise<pg.QueryResult>;
  /** Sends a statement without waiting: it travels with COMMIT, and its failure fails the transaction. Its rows need not be waited for. */
  send(statement: Statement): Promise<pg.QueryResult>;
  /** What was sent leaves now, so that the database begins with it; otherwise it leaves at the end of this turn. */
  writeNow(): void;
}

/** The flusher's own connection. It is made again after an error; nothing in process outlives it. */
export interface Connection {
  /** BEGIN, work, COMMIT. Any error rolls back and, when the connection broke, drops it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly onError: (error: Error) => void;
}

/** Raised by `app.hold_heads`. */
const HEAD_MOVED = "AL001";
const UNIQUE_VIOLATION = "23505";
const LOCK_TIMEOUT_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Every statement of a flush looks rows up by their keys, so one plan serves all values: planning anew took longer than running.
 * A plan is kept while its tables grow, so it must not be one that is good for a table of one page only.
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
 * One connection for one flusher: its transactions never overlap. Statements are pipelined: BEGIN travels with the first of
 * them and COMMIT with the last, so a flush is two round trips instead of four.
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
    // Not awaited one by one: each is on its way when the next is written.
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

/** Whether a commit failed because of what it took for granted: `hold_heads` refused, or a key that was thought to be new is not. */
export function isWrongGuess(error: unknown): boolean {
  const state = sqlState(error);
  return state === HEAD_MOVED || state === UNIQUE_VIOLATION;
}

/** Whether Postgres itself refused, with the connection still good. */
function isServerError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !state.startsWith("57") && !state.startsWith("08");
}

/** Settling threw, or SQLSTATE class 22 or 23: one intent is at fault, the others are innocent. */
export function isDataError(error: unknown): boolean {
  if (error instanceof BadIntentError) return true;
  const state = sqlState(error);
  return state !== null && (state.startsWith("22") || state.startsWith("23"));
}

/** Lock not granted in time, deadlock or serialization failure: nothing was written, trying again is safe. */
export function isLockTimeout(error: unknown): boolean {
  const state = sqlState(error);
  return state === "55P03" || state === "40P01" || state === "40001";
}

function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
