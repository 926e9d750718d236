import { PASSWORD_MIN } from "@agentlattice/contract";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as commonWords } from "@zxcvbn-ts/language-common";
import { dictionary as englishWords } from "@zxcvbn-ts/language-en";
import { AppError } from "../http/app-error.ts";

const SHORTEST_WORD = 3;
/** Minimum zxcvbn score, out of 4: about a hundred million guesses, which the attempt limits make infeasible. */
const STRONG = 3;
/** Number of characters that are examined, because the time grows faster than the length. More characters only make a password stronger. */
const ESTIMATED = 32;

let estimator: ZxcvbnFactory | null = null;

/**
 * Returns the estimator. Its tables of words take a third of a second to build, once: a server builds them before it listens, and its thread
 * for large requests, seeds and tools never need them.
 */
export function passwordEstimator(): ZxcvbnFactory {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...commonWords, ...englishWords },
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: 4,
    maxLength: ESTIMATED,
  });
  return estimator;
}

/**
 * Rejects a new password that is too short or easy to guess, such as common passwords and personal words.
 * @throws AppError PASSWORD_WEAK
 */
export function refuseWeakPassword(password: string, known: readonly string[]): void {
  const text = password.normalize("NFKC");
  if ([...text].length < PASSWORD_MIN) throw weak(`must have at least ${PASSWORD_MIN} characters`);
  if (!isStrong(text)) throw weak("must be harder to guess: several words that do not belong together are");
  if (!isStrong(without(text, known))) throw weak("must not be made of your email, your name or the organisation's name");
}

function isStrong(text: string): boolean {
  return passwordEstimator().check([...text].slice(0, ESTIMATED).join("")).score >= STRONG;
}

/** Returns the password without words that are publicly known about the person. */
function without(text: string, known: readonly string[]): string {
  const words = known.flatMap((name) =>
    name
      .normalize("NFKC")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  );
  const longestFirst = words.filter((word) => word.length >= SHORTEST_WORD).sort((one, two) => two.length - one.length);
  return longestFirst.reduce((rest, word) => rest.replaceAll(word, ""), text.toLowerCase());
}

function weak(message: string): AppError {
  return new AppError("PASSWORD_WEAK", { detail: `The password ${message}.`, errors: [{ path: "password", message }] });
}
