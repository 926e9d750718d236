import { createHmac } from "node:crypto";
import type { Statements } from "./pools/ledger-pool.ts";

export interface AttemptLimit {
  /** Maximum number of attempts per window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/** The delay between guesses: none for the first `free` guesses, then doubling from `firstSeconds` to `maxSeconds`. */
export interface GuessPace {
  readonly free: number;
  readonly firstSeconds: number;
  readonly maxSeconds: number;
  /** Seconds without a guess after which the count is reset. */
  readonly memorySeconds: number;
}

/** Counts attempts in the database, so that limits apply across processes and restarts. */
export interface Attempts {
  /** Counts an attempt. Returns null when it is allowed, otherwise the milliseconds until the window ends. */
  take(name: string, limit: AttemptLimit): Promise<number | null>;
  /** Counts a guess. Returns null when it is allowed. Otherwise it is not counted, and the remaining delay in milliseconds is returned. */
  guess(name: string, pace: GuessPace): Promise<number | null>;
  /** Reverses a counted attempt. */
  uncount(name: string): Promise<void>;
  /** Resets the guesses of a name, with their delay. */
  resetGuesses(name: string): Promise<void>;
  /** Deletes the windows that have ended. */
  deleteExpired(): Promise<void>;
}

/** INVARIANT: the counted names (email and network addresses) are stored only as keyed hashes. */
export function openAttempts(database: Statements, kek: Buffer): Attempts {
  const bucketOf = (name: string) => createHmac("sha256", kek).update("al/attempt/v1\0").update(name).digest();
  return {
    async take(name, { limit, windowSeconds }) {
      const taken = await database.row<{ n: number; ms: string }>("SELECT n, ms FROM app.take_attempt($1, make_interval(secs => $2))", [
        bucketOf(name),
        windowSeconds,
      ]);
      return taken.n <= limit ? null : Number(taken.ms);
    },
    async guess(name, { free, firstSeconds, maxSeconds, memorySeconds }) {
      const { ms } = await database.row<{ ms: string | null }>(
        "SELECT app.take_guess($1, $2, make_interval(secs => $3), make_interval(secs => $4), make_interval(secs => $5)) AS ms",
        [bucketOf(name), free, firstSeconds, maxSeconds, memorySeconds],
      );
      return Number(ms) || null;
    },
    uncount: async (name) => void (await database.rows("SELECT app.give_back_attempt($1)", [bucketOf(name)])),
    resetGuesses: async (name) => void (await database.rows("SELECT app.forget_guesses($1)", [bucketOf(name)])),
    // The row-level security policy limits this to windows that have ended.
    deleteExpired: async () => void (await database.rows("DELETE FROM app.attempt")),
  };
}
