import { foldText } from "@agentlattice/core/fold";
import type { AttemptLimit, GuessPace } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";

/**
 * Pace of password guesses per account and network address, for sign-in, invitations and password changes. Guesses from another address
 * cannot lock a person out.
 */
const ONE_ACCOUNT: GuessPace = { free: 5, firstSeconds: 5, maxSeconds: 900, memorySeconds: 3_600 };
/** Pace of password guesses per address for all accounts. It is more lenient, because many people may share an address. */
const ONE_ADDRESS: GuessPace = { free: 10, firstSeconds: 5, maxSeconds: 60, memorySeconds: 600 };

/**
 * Rate limit for wrong one-time codes of a signed-in person. It covers all IP addresses together, because a six-digit code is easy to guess.
 */
const ONE_TIME_CODES: GuessPace = { free: 5, firstSeconds: 30, maxSeconds: 900, memorySeconds: 3_600 };

/** Rate limit for test messages: per person for their own channels, and per webhook. */
const TESTS = { limit: 5, windowSeconds: 60 } as const;

/** Counts a test message. @param receiver the person or the webhook @throws AppError TOO_MANY_ATTEMPTS */
export async function takeTest(deps: Pick<Deps, "database">, orgId: string, receiver: string): Promise<void> {
  await takeAttempt(deps, `test-message/${orgId}/${receiver}`, TESTS);
}

/** Counts an attempt across all processes. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeAttempt(deps: Pick<Deps, "database">, name: string, limit: AttemptLimit): Promise<void> {
  const ms = await deps.database.attempts.take(name, limit);
  if (ms !== null) throw tooMany(ms);
}

/** Counts a guess before the password is checked. A rejected guess is not counted. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeGuess(deps: Pick<Deps, "database">, account: string, address: string): Promise<void> {
  const { attempts } = deps.database;
  const forAccount = await attempts.guess(pairName(account, address), ONE_ACCOUNT);
  if (forAccount !== null) throw tooMany(forAccount);
  const forAddress = await attempts.guess(addressName(address), ONE_ADDRESS);
  if (forAddress === null) return;
  await attempts.uncount(pairName(account, address));
  throw tooMany(forAddress);
}

/** Reverses the count of a correct guess. Earlier failures still count, so that a correct guess for one account does not reset others. */
export async function uncountGuess(deps: Pick<Deps, "database">, account: string, address: string): Promise<void> {
  const { attempts } = deps.database;
  await Promise.all([attempts.uncount(pairName(account, address)), attempts.uncount(addressName(address))]);
}

/** Counts a guess of a one-time code before it is checked. A rejected guess is not counted. @throws AppError TOO_MANY_ATTEMPTS */
export async function takeCodeGuess(deps: Pick<Deps, "database">, person: Pick<PersonPrincipal, "scope" | "userId">): Promise<void> {
  const ms = await deps.database.attempts.guess(codeName(person), ONE_TIME_CODES);
  if (ms !== null) throw tooMany(ms);
}

/** Reverses the count of a code that is right but was used before. Earlier wrong codes still count. */
export async function uncountCodeGuess(deps: Pick<Deps, "database">, person: Pick<PersonPrincipal, "scope" | "userId">): Promise<void> {
  await deps.database.attempts.uncount(codeName(person));
}

/** Resets the count of wrong codes after a right one. Each person has a separate count. */
export async function resetCodeGuesses(deps: Pick<Deps, "database">, person: Pick<PersonPrincipal, "scope" | "userId">): Promise<void> {
  await deps.database.attempts.resetGuesses(codeName(person));
}

const codeName = ({ scope, userId }: Pick<PersonPrincipal, "scope" | "userId">) => `code/${scope.orgId}/${userId}`;

// An address contains no space, so two pairs never have the same name. Texts that sign in to the same account count together.
const pairName = (account: string, address: string) => `guess/${address} ${foldText(account)}`;
const addressName = (address: string) => `guess-address/${address}`;

function tooMany(ms: number): AppError {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new AppError("TOO_MANY_ATTEMPTS", { detail: `Too many attempts. Try again in ${seconds} seconds.`, retryAfter: seconds });
}
