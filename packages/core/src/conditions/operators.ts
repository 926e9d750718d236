import { compileRegex } from "@agentlattice/patterns";
import { foldLetters, foldText } from "../model/fold-text.ts";
import type { Json } from "../model/json.ts";
import { parseTimestamp } from "../model/timestamp.ts";
import {
  asMoment,
  needsCidrs,
  needsNothing,
  needsNumber,
  needsPattern,
  needsRange,
  needsScalar,
  needsScalars,
  needsText,
  needsTimestamp,
  type Scalar,
  type ValueIssue,
} from "./check-value.ts";
import { isWithin, parseAddress, parseCidr } from "./cidr.ts";
import { type Evaluation, foldOnce, spend, spendOnPattern } from "./evaluation.ts";
import { decided, FALSE, negate, TRUE, type Tri, UNKNOWN } from "./tri.ts";

/** Compares a field's value with the policy's value, which the operator has prepared. */
export type Comparison = (actual: Json, run: Evaluation) => Tri;

type FieldType = "text" | "number" | "time";

const ANY = ["text", "number", "time"] as const;
const TEXT = ["text", "time"] as const;
const NUMBER = ["number"] as const;
const TIME = ["time"] as const;

interface OperatorRule {
  /** The operator in a sentence: "must be <". */
  readonly words: string;
  /** The operator under `not`. */
  readonly negated: string;
  /** True when the operator compares a whole list; others need `[any]` or `[every]`. */
  readonly takesList?: true;
  /** The types of fields that it compares. Fields of an unknown type are compared when their value has one of them. */
  readonly types: readonly FieldType[];
  readonly check: (value: Json | undefined) => ValueIssue | null;
  /** True when the operator holds where its opposite does not. */
  readonly isNegative?: true;
  /**
   * @param value a value that `check` has accepted
   * @param folds true when texts that look the same are the same
   */
  readonly compile: (value: Json, folds: boolean) => Comparison;
}

const TEXT_CHARS_PER_STEP = 64;
/** Lists up to this length are compared one by one, which is faster than hashing. */
const LINEAR_LIMIT = 8;

// INVARIANT: a value of another type than the operator compares is unknown, never false. Under `not`, false would allow "250" where 250 is
// refused.
const sameAs = (expected: Scalar, folds: boolean): Comparison => {
  const kind = typeof expected;
  if (folds && typeof expected === "string") {
    const folded = foldText(expected);
    return (actual, run) => (typeof actual === "string" ? decided(actual === expected || isSame(run, actual, folded)) : UNKNOWN);
  }
  return (actual) => (typeof actual === kind ? decided(actual === expected) : UNKNOWN);
};

const foldWhole = (run: Evaluation, text: string) => foldOnce(run, text).toLowerCase().normalize("NFKC").trim();

/** Compares a text with a folded text. Nothing looks like a text without visible characters. */
const isSame = (run: Evaluation, actual: string, folded: string) => folded !== "" && foldWhole(run, actual) === folded;

const numeric =
  (holds: (actual: number, expected: number) => boolean) =>
  (value: Json): Comparison => {
    const expected = value as number;
    return (actual) => (typeof actual === "number" ? decided(holds(actual, expected)) : UNKNOWN);
  };

const textual =
  (holds: (actual: string, expected: string) => boolean) =>
  (value: Json, folds: boolean): Comparison => {
    const expected = value as string;
    const folded = folds ? foldLetters(expected).toLowerCase().normalize("NFKC") : "";
    const isFolded = folded.trim() !== "";
    return (actual, run) => {
      if (typeof actual !== "string") return UNKNOWN;
      spend(run, 1 + Math.floor(actual.length / TEXT_CHARS_PER_STEP));
      if (holds(actual, expected)) return TRUE;
      return decided(isFolded && holds(foldWhole(run, actual), folded));
    };
  };

const temporal =
  (holds: (actual: number, expected: number) => boolean) =>
  (value: Json): Comparison => {
    const expected = parseTimestamp(value as string) as number;
    return (actual) => {
      const at = typeof actual === "string" ? parseTimestamp(actual) : null;
      return at === null ? UNKNOWN : decided(holds(at, expected));
    };
  };

function oneOf(value: Json, folds: boolean): Comparison {
  const members = new Set(value as readonly Scalar[]);
  if (folds) return oneOfFolded(members);
  const kinds = new Set([...members].map((member) => typeof member));
  const otherwise = (actual: Json) => (kinds.has(typeof actual) ? FALSE : UNKNOWN);
  if (members.size > LINEAR_LIMIT) return (actual) => (members.has(actual as Scalar) ? TRUE : otherwise(actual));
  const few = [...members];
  return (actual) => {
    for (let i = 0; i < few.length; i++) if (few[i] === actual) return TRUE;
    return otherwise(actual);
  };
}

function oneOfFolded(members: ReadonlySet<Scalar>): Comparison {
  const kinds = new Set([...members].map((member) => typeof member));
  const folded = new Set([...members].flatMap((member) => (typeof member === "string" ? [foldText(member)] : [])));
  folded.delete("");
  return (actual, run) => {
    if (members.has(actual as Scalar)) return TRUE;
    if (typeof actual !== "string" || !kinds.has("string")) return kinds.has(typeof actual) ? FALSE : UNKNOWN;
    return decided(folded.has(foldWhole(run, actual)));
  };
}

function subsetOf(value: Json, folds: boolean): Comparison {
  const member = oneOf(value, folds);
  return (actual, run) => {
    if (!Array.isArray(actual)) return UNKNOWN;
    spend(run, actual.length);
    let all: Tri = TRUE;
    for (const item of actual as readonly Json[]) all = Math.min(all, member(item, run)) as Tri;
    return all;
  };
}

/** Tests for part of a text or a member of a list. */
function containing(value: Json, folds: boolean): Comparison {
  const inText = typeof value === "string" ? textual((actual, expected) => actual.includes(expected))(value, folds) : () => UNKNOWN;
  const equal = sameAs(value as Scalar, folds);
  return (actual, run) => {
    if (!Array.isArray(actual)) return inText(actual, run);
    spend(run, actual.length);
    let any: Tri = FALSE;
    for (const item of actual as readonly Json[]) any = Math.max(any, equal(item, run)) as Tri;
    return any;
  };
}

function between(value: Json): Comparison {
  const [low, high] = (value as readonly Json[]).map((bound) => asMoment(bound)) as [{ kind: string; at: number }, { at: number }];
  return (actual) => {
    const moment = asMoment(actual);
    return moment === null || moment.kind !== low.kind ? UNKNOWN : decided(low.at <= moment.at && moment.at <= high.at);
  };
}

/** The pattern is also tested on the text with its disguises removed. Its case stays, because patterns state it as (?i). */
function matching(value: Json, folds: boolean): Comparison {
  const regex = compileRegex(value as string);
  if ("error" in regex) throw new Error(regex.error);
  return (actual, run) => {
    if (typeof actual !== "string") return UNKNOWN;
    if (spendOnPattern(run, (steps) => regex.test(actual, steps))) return TRUE;
    const folded = folds ? foldOnce(run, actual) : actual;
    return decided(folded !== actual && spendOnPattern(run, (steps) => regex.test(folded, steps)));
  };
}

function withinCidr(value: Json): Comparison {
  const blocks = (typeof value === "string" ? [value] : (value as readonly string[])).map((text) => parseCidr(text));
  return (actual, run) => {
    const address = typeof actual === "string" ? parseAddress(actual) : null;
    if (address === null) return UNKNOWN;
    spend(run, blocks.length);
    return decided(blocks.some((block) => block !== null && isWithin(address, block)));
  };
}

const inverse =
  (compile: (value: Json, folds: boolean) => Comparison) =>
  (value: Json, folds: boolean): Comparison => {
    const comparison = compile(value, folds);
    return (actual, run) => negate(comparison(actual, run));
  };

const equality = (value: Json, folds: boolean) => sameAs(value as Scalar, folds);
// Comparisons never run for missing values, so a value that arrives here exists.
const existence = () => () => TRUE;

/** The operators of the language. Comparisons receive known values only, never null or missing ones. */
export const OPERATORS = {
  eq: { words: "must be", negated: "must not be", types: ANY, check: needsScalar, compile: equality },
  neq: { isNegative: true, words: "must not be", negated: "must be", types: ANY, check: needsScalar, compile: inverse(equality) },
  lt: { words: "must be <", negated: "must not be <", types: NUMBER, check: needsNumber, compile: numeric((a, b) => a < b) },
  lte: { words: "must be <=", negated: "must not be <=", types: NUMBER, check: needsNumber, compile: numeric((a, b) => a <= b) },
  gt: { words: "must be >", negated: "must not be >", types: NUMBER, check: needsNumber, compile: numeric((a, b) => a > b) },
  gte: { words: "must be >=", negated: "must not be >=", types: NUMBER, check: needsNumber, compile: numeric((a, b) => a >= b) },
  in: { words: "must be one of", negated: "must not be one of", types: ANY, check: needsScalars, compile: oneOf },
  not_in: {
    isNegative: true,
    words: "must not be one of",
    negated: "must be one of",
    types: ANY,
    check: needsScalars,
    compile: inverse(oneOf),
  },
  contains: { words: "must contain", negated: "must not contain", types: TEXT, takesList: true, check: needsScalar, compile: containing },
  not_contains: {
    isNegative: true,
    words: "must not contain",
    negated: "must contain",
    types: TEXT,
    takesList: true,
    check: needsScalar,
    compile: inverse(containing),
  },
  starts_with: {
    words: "must start with",
    negated: "must not start with",
    types: TEXT,
    check: needsText,
    compile: textual((a, b) => a.startsWith(b)),
  },
  ends_with: {
    words: "must end with",
    negated: "must not end with",
    types: TEXT,
    check: needsText,
    compile: textual((a, b) => a.endsWith(b)),
  },
  matches: { words: "must match", negated: "must not match", types: TEXT, check: needsPattern, compile: matching },
  exists: { words: "must be given", negated: "must not be given", types: ANY, takesList: true, check: needsNothing, compile: existence },
  not_exists: {
    words: "must not be given",
    negated: "must be given",
    types: ANY,
    takesList: true,
    check: needsNothing,
    compile: inverse(existence),
  },
  between: { words: "must be between", negated: "must not be between", types: ["number", "time"], check: needsRange, compile: between },
  within_cidr: { words: "must be within", negated: "must not be within", types: ["text"], check: needsCidrs, compile: withinCidr },
  before: {
    words: "must be before",
    negated: "must not be before",
    types: TIME,
    check: needsTimestamp,
    compile: temporal((a, b) => a < b),
  },
  after: { words: "must be after", negated: "must not be after", types: TIME, check: needsTimestamp, compile: temporal((a, b) => a > b) },
  subset_of: {
    words: "must only hold",
    negated: "must not only hold",
    types: ANY,
    takesList: true,
    check: needsScalars,
    compile: subsetOf,
  },
} as const satisfies Record<string, OperatorRule>;

export type Operator = keyof typeof OPERATORS;
export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly Operator[];

export const operatorRule = (operator: Operator): OperatorRule => OPERATORS[operator];

/**
 * Returns the result of an operator for a missing field.
 * INVARIANT: the result is unknown, except for operators that test existence.
 */
export function whenMissing(operator: Operator): Tri {
  if (operator === "exists") return FALSE;
  return operator === "not_exists" ? TRUE : UNKNOWN;
}
