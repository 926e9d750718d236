import { createHmac } from "node:crypto";
import pg from "pg";

export interface AttemptLimit {
  /** Maximum number of attempts per window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/** The delay between guesses: none for the first `free` guesses, then doubling from `firstSeconds` to `mostSeconds`. */
export interface GuessPace {
  readonly free: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
  /** Seconds without a guess after which the count is reset. */
  readonly memorySeconds: number;
}

/** Counts attempts in the database, so that limits apply across processes and restarts. */
export interface Attempts {
  /** Counts an attempt. Returns null when it is allowed, otherwise the milliseconds until the window ends. */
  take(name: string, limit: AttemptLimit): Promise<number | null>;
  /** Counts a guess. Returns null when it is allowed. Otherwise it is not counted, and the delay in milliseconds is returned. */
  guess(name: string, pace: GuessPace): Promise<number | null>;
  /** Reverses a counted attempt. */
  giveBack(name: string): Promise<void>;
  /** Deletes the windows that have ended. */
  forgetOver(): Promise<void>;
  close(): Promise<void>;
}

/** INVARIANT: the counted names (e-mail and network addresses) are stored only as keyed hashes. */
export function openAttempts(url: string, kek: Buffer, onError: (error: Error) => void): Attempts {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
    application_name: "agentlattice-attempts",
  });
  pool.on("error", onError);
  const bucketOf = (name: string) => createHmac("sha256", kek).update("al/attempt/v1\0").update(name).digest();
  return {
    async take(name, { limit, windowSeconds }) {
      const { rows } = await pool.query("SELECT n, ms FROM app.take_attempt($1, make_interval(secs => $2))", [
        bucketOf(name),
        windowSeconds,
      ]);
      return rows[0].n <= limit ? null : Number(rows[0].ms);
    },
    async guess(name, { free, firstSeconds, mostSeconds, memorySeconds }) {
      const { rows } = await pool.query(
        "SELECT app.take_guess($1, $2, make_interval(secs => $3), make_interval(secs => $4), make_interval(secs => $5)) AS ms",
        [bucketOf(name), free, firstSeconds, mostSeconds, memorySeconds],
      );
      return Number(rows[0].ms) || null;
    },
    giveBack: async (name) => void (await pool.query("SELECT app.give_back_attempt($1)", [bucketOf(name)])),
    // The row-level security policy limits this to windows that have ended.
    forgetOver: async () => void (await pool.query("DELETE FROM app.attempt")),
    close: () => pool.end(),
  };
}
