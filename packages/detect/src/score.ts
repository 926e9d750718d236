import type { Operator } from "./extract/assignment.ts";
import { describesCredential, type NameClass, wordsOfName } from "./extract/name-class.ts";
import { isWord, measure, traitsOf } from "./features.ts";
import WEIGHTS from "./rules/weights.json" with { type: "json" };
import type { Span } from "./span.ts";

/** The kind of a credential: a password that a person chose or a key that a machine made. */
export type SecretKind = "password" | "key";

/** A value that may be a credential, and what announces it as one. */
export interface Candidate extends Span {
  readonly kind: SecretKind;
  readonly value: string;
  /** Empty when the rule and not a name announces the value. */
  readonly name: string;
  /** The word of the name that announces a credential, or the id of the rule. */
  readonly word: string;
  readonly nameClass: NameClass | "rule";
  readonly operator: Operator | "rule";
  readonly isQuoted: boolean;
  readonly isArgument?: boolean;
}

/**
 * Returns the probability that a value is a credential, 0 to 1: a logistic model with one weight per feature.
 * `bench/corpus/fit.mjs` computes the weights from the training split.
 */
export function scoreOf(candidate: Candidate): number {
  const weights: Readonly<Record<string, number>> = WEIGHTS[candidate.kind];
  let sum = 0;
  eachFeature(candidate, (name, value) => {
    const weight = weights[name];
    if (weight !== undefined) sum += weight * value;
  });
  return 1 / (1 + Math.exp(-sum));
}

/** Lengths at which a band of the feature `length` begins. */
const BANDS = [0, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 33, 40, 41, 64, 65, 128, 513] as const;

/** Calls back with each feature of a candidate that is not 0. Features that hold or do not are 1. */
export function eachFeature(
  { kind, name, word, nameClass, value, operator, isQuoted, isArgument }: Candidate,
  report: (name: string, value: number) => void,
): void {
  const { length, entropy, digits, lower, upper, special, classes, turns, caseTurns, wordPairs, dictionary } = measure(value);
  const letters = lower + upper;
  const flag = (feature: string, holds: boolean) => {
    if (holds) report(feature, 1);
  };
  report("bias", 1);
  report(`word ${word}`, 1);
  report(`class ${nameClass}`, 1);
  report(`${operator} ${isQuoted ? "quoted" : "bare"}`, 1);
  const nameWords = wordsOfName(name);
  const words = nameWords.length;
  const isForeign = nameWords.some((one) => one.length > 2 && one !== word && !isWord(one));
  flag("name of one word", words === 1);
  flag("name of three words", words > 2);
  const isCapital = /^[A-Z][A-Z0-9_]+$/.test(name);
  flag("name in capitals", isCapital);
  flag("name with a foreign word", isForeign);
  flag("name of a member", name.includes("."));
  flag("key of a container", nameClass === "vendor" && /[ ]keys?$/i.test(name));
  flag("vendor key without a foreign word", nameClass === "vendor" && !isForeign);
  flag("argument of a call", isArgument === true);
  flag("name describes", describesCredential(name));
  const band = BANDS.findLast((from) => length >= from) as number;
  report(`from ${band}`, 1);
  report("entropy", (entropy - 3) / 1.5);
  report("entropy rate", entropy / Math.log2(Math.max(4, Math.min(length, 64))));
  report("digits", digits);
  report("special", special);
  flag("digit", digits > 0);
  flag("few digits", digits > 0 && digits < 0.2);
  flag("specials", special > 0);
  flag("many specials", special > 0.34);
  flag(`${classes} classes`, true);
  flag("letters and digits", digits > 0 && letters > 0);
  flag("capitals only", upper > 0 && lower === 0 && digits === 0);
  flag("small letters only", lower > 0 && upper === 0 && digits === 0 && special === 0);
  report("turns", Math.min(turns, 0.5) * 2);
  report("case turns", Math.min(caseTurns, 0.5) * 2);
  report("letter pairs", wordPairs);
  report("dictionary", dictionary);
  flag("words", dictionary > 0.8);
  flag("words without digit", dictionary > 0.6 && digits === 0);
  flag("short words without digit", dictionary > 0.6 && digits === 0 && length < 16);
  flag("no words", dictionary < 0.3 && letters > 0);
  flag("long without words", dictionary < 0.4 && digits === 0 && length >= 12);
  flag("bare without digit", !isQuoted && digits === 0);
  flag("bare with special", !isQuoted && special > 0);
  flag(`${operator} without digit`, digits === 0);
  for (const trait of traitsOf(value)) {
    report(trait, 1);
    flag(`${trait} of one word`, words === 1);
    if (trait === "uuid" || trait === "hex") report(`${trait} ${word}`, 1);
    flag(`${trait} of a foreign name`, isForeign && (trait === "uuid" || trait === "hex"));
    if (trait === "uuid" || trait === "hex") report(`${trait} ${operator}`, 1);
    flag(`${trait} in capitals`, isCapital && (trait === "uuid" || trait === "hex"));
    if (trait === "hex") report(`hex from ${band}`, 1);
    flag(`${trait} of a vendor key`, nameClass === "vendor");
    flag(`${trait} bare`, !isQuoted && (trait === "code" || trait === "reference" || trait === "identifier" || trait === "brackets"));
  }
  flag("key without words", kind === "key" && dictionary < 0.3 && length >= 16 && digits > 0 && letters > 0);
}
