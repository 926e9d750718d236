import type { AttemptLimit } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

/** Of signing in, accepting an invitation and changing a password: per account and per address. */
const GUESSES: AttemptLimit = { limit: 5, windowSeconds: 60 };

/** Counts one more by a name, in every process together. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeAttempt(deps: Deps, name: string, limit: AttemptLimit): Promise<void> {
  const ms = await deps.database.attempts.take(name, limit);
  if (ms === null) return;
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  throw new AppError("TOO_MANY_ATTEMPTS", { detail: `Too many attempts. Try again in ${seconds} seconds.`, retryAfter: seconds });
}

/** Counts a guess before the password is looked at. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeGuess(deps: Deps, account: string, address: string): Promise<void> {
  await takeAttempt(deps, `address/${address}`, GUESSES);
  await takeAttempt(deps, `account/${account}`, GUESSES);
}

/** The guess was right: it does not count. Earlier failures still do, so an own account clears nobody's record. */
export async function giveBackGuess(deps: Deps, account: string, address: string): Promise<void> {
  const { attempts } = deps.database;
  await Promise.all([attempts.giveBack(`account/${account}`), attempts.giveBack(`address/${address}`)]);
}
