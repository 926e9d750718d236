import { createHmac } from "node:crypto";
import pg from "pg";

export interface AttemptLimit {
  /** How many are let through within one window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/** How guesses slow down: `free` of them at once, then a delay that doubles from `firstSeconds` up to `mostSeconds`. */
export interface GuessPace {
  readonly free: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
  /** Forgotten when there was none for so long. */
  readonly memorySeconds: number;
}

/** Attempts counted in the database, so that a limit holds across processes and restarts. */
export interface Attempts {
  /** Counts one more. `null`: let through; otherwise ms until the window is over. */
  take(name: string, limit: AttemptLimit): Promise<number | null>;
  /** Counts a guess. `null`: let through; otherwise ms that it has to wait, and it was not counted. */
  guess(name: string, pace: GuessPace): Promise<number | null>;
  /** The attempt did not count after all. */
  giveBack(name: string): Promise<void>;
  /** Forgets the windows that are over. */
  forgetOver(): Promise<void>;
  close(): Promise<void>;
}

/** INVARIANT: what is counted by (an e-mail, an address) is kept as a keyed hash only. */
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
    // Without a condition: the policy of the table lets exactly those go that are over.
    forgetOver: async () => void (await pool.query("DELETE FROM app.attempt")),
    close: () => pool.end(),
  };
}
