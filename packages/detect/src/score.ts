import { describesCredential, wordsOfName } from "./extract/name-class.ts";
import type { Operator } from "./extract/assignment.ts";
import { measure, traitsOf } from "./features.ts";
import WEIGHTS from "./rules/weights.json" with { type: "json" };

/** What a value would have to be: a password that a person chose or a key that a machine made. */
export type SecretKind = "password" | "key";

/** A value and the syntax around it, as far as the score depends on it. */
export interface Candidate {
  readonly name: string;
  readonly value: string;
  readonly operator: Operator;
  readonly isQuoted: boolean;
  /** Whether the name is `<VENDOR>_KEY` without a word such as api or secret. */
  readonly isVendorKey: boolean;
}

/**
 * Returns the probability that a value is a credential, 0 to 1: a logistic model with one weight per feature.
 * `bench/corpus/fit.mjs` computes the weights from the training split.
 */
export function scoreOf(kind: SecretKind, candidate: Candidate): number {
  const weights: Readonly<Record<string, number>> = WEIGHTS[kind];
  let sum = 0;
  for (const [name, value] of Object.entries(featuresOf(candidate))) sum += value * (weights[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** The features of a candidate by name. Yes-or-no features are 0 or 1. */
export function featuresOf({ name, value, operator, isQuoted, isVendorKey }: Candidate): Readonly<Record<string, number>> {
  const { length, entropy, digits, lower, upper, special, classes, turns, caseTurns, wordPairs, dictionary } = measure(value);
  const traits = traitsOf(value);
  const letters = lower + upper;
  const features: Record<string, number> = {
    bias: 1,
    vendorKey: Number(isVendorKey),
    describes: Number(describesCredential(name)),
    oneWordName: Number(wordsOfName(name).length < 2),
    uuidOfOneWordName: traits.uuid * Number(wordsOfName(name).length < 2),
    hexOfOneWordName: traits.hex * Number(wordsOfName(name).length < 2),
    quoted: Number(isQuoted),
    bareOutsideAssign: Number(!isQuoted && operator !== "assign" && operator !== "option"),
    under6: Number(length < 6),
    from6: Number(length >= 6 && length < 8),
    from8: Number(length >= 8 && length < 12),
    from12: Number(length >= 12 && length < 16),
    from16: Number(length >= 16 && length < 24),
    from24: Number(length >= 24 && length < 40),
    from40: Number(length >= 40 && length <= 512),
    over512: Number(length > 512),
    entropy: (entropy - 3) / 1.5,
    lowEntropy: Number(entropy < 2.5),
    entropyRate: entropy / Math.log2(Math.max(4, Math.min(length, 64))),
    digits,
    hasDigit: Number(digits > 0),
    special,
    hasSpecial: Number(special > 0),
    manySpecial: Number(special > 0.34),
    threeClasses: Number(classes >= 3),
    fourClasses: Number(classes === 4),
    lettersAndDigits: Number(digits > 0 && letters > 0),
    upperOnly: Number(upper > 0 && lower === 0 && digits === 0),
    lowerOnly: Number(lower > 0 && upper === 0 && digits === 0),
    turns: Math.min(turns, 0.5) * 2,
    caseTurns: Math.min(caseTurns, 0.5) * 2,
    wordPairs,
    dictionary,
    allWords: Number(dictionary > 0.8),
    wordsWithoutDigit: Number(dictionary > 0.6 && digits === 0),
    longWithoutWords: Number(dictionary < 0.4 && digits === 0 && length >= 12),
    longHex: Number(traits.hex === 1 && length >= 24 && digits > 0 && letters > 0),
    shortHex: Number(traits.hex === 1 && length < 24 && letters > 0),
  };
  features[operator] = 1;
  for (const [trait, holds] of Object.entries(traits)) if (trait !== "hex") features[trait] = holds;
  return features;
}
