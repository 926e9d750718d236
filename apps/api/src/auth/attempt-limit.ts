import type { AttemptLimit, GuessPace } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

/**
 * Of signing in, accepting an invitation and changing a password: per account and address together, so that nobody is kept
 * out of their account by guesses from elsewhere.
 */
const ONE_ACCOUNT: GuessPace = { free: 5, firstSeconds: 5, mostSeconds: 900, memorySeconds: 3_600 };
/** Of one address for any accounts. Many people may share it, so that it slows down later and less. */
const ONE_ADDRESS: GuessPace = { free: 10, firstSeconds: 5, mostSeconds: 60, memorySeconds: 600 };

/** Counts one more by a name, in every process together. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeAttempt(deps: Deps, name: string, limit: AttemptLimit): Promise<void> {
  const ms = await deps.database.attempts.take(name, limit);
  if (ms !== null) throw tooMany(ms);
}

/** Counts a guess before the password is looked at. One that has to wait counts nowhere. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeGuess(deps: Deps, account: string, address: string): Promise<void> {
  const { attempts } = deps.database;
  const forAccount = await attempts.guess(pairName(account, address), ONE_ACCOUNT);
  if (forAccount !== null) throw tooMany(forAccount);
  const forAddress = await attempts.guess(addressName(address), ONE_ADDRESS);
  if (forAddress === null) return;
  await attempts.giveBack(pairName(account, address));
  throw tooMany(forAddress);
}

/** The guess was right: it does not count. Earlier failures still do, so an own account clears nobody's record. */
export async function giveBackGuess(deps: Deps, account: string, address: string): Promise<void> {
  const { attempts } = deps.database;
  await Promise.all([attempts.giveBack(pairName(account, address)), attempts.giveBack(addressName(address))]);
}

// An address holds no space, so that no e-mail makes the name of another pair.
const pairName = (account: string, address: string) => `guess/${address} ${account}`;
const addressName = (address: string) => `guess-address/${address}`;

function tooMany(ms: number): AppError {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new AppError("TOO_MANY_ATTEMPTS", { detail: `Too many attempts. Try again in ${seconds} seconds.`, retryAfter: seconds });
}
