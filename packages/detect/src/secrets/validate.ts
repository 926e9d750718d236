import { hasChecksum, isPlaceholder, measure, traitsOf } from "../features.ts";
import { decodeBase64Text } from "../normalize/base64.ts";
import type { SecretRule } from "../rules/secret-rules.ts";
import { scoreOf } from "../score.ts";

/** Minimum score of a value whose context already announces a credential. */
const MIN_CONTEXT_SCORE = 0.5;
/** Keys that vendors publish in their documentation or ship in emulators, by a part of each. */
const PUBLISHED = new RegExp(
  [
    ["4eC39HqLyj", "WDarjtT1zdp7dc"],
    ["BQokikJOvB", "iI2HlWgH4olfQ2"],
    ["SflKxwRJSMeKKF2QT4", "fwpMeJf36POk6yJV_adQssw5c"],
    ["TJVA95OrM7E2cBab30RM", "HrHDcEfxjoYZgeFONFh7HgQ"],
    ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1", "OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"],
    ["C2y6yDjf5/R\\+ob0N8A7Cgv30VRDJIWEHLM", "\\+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw"],
  ]
    .map((halves) => halves.join(""))
    .join("|"),
);
/** Lowers the confidence of a value with a run such as `12345` or `aaaaaa`. */
const PATTERNED_FACTOR = 0.7;

/** Returns the confidence that a value matched by a rule is a credential, 0 to 1; undefined when it is none. */
export function validate(rule: SecretRule, value: string): number | undefined {
  if (rule.category !== "private_key" && (isPlaceholder(value) || PUBLISHED.test(value))) return undefined;
  if (rule.entropy > 0 && measure(value).entropy < rule.entropy) return undefined;
  switch (rule.validator) {
    case undefined:
      return isPatterned(value) ? rule.confidence * PATTERNED_FACTOR : rule.confidence;
    case "crc32":
      if (hasChecksum(value)) return 0.99;
      return isPatterned(value) ? rule.confidence * PATTERNED_FACTOR : rule.confidence * 0.9;
    case "jwt":
      return /"(?:alg|enc|typ)"/.test(decodeBase64Text(value, { start: 0, end: value.indexOf(".") }) ?? "") ? rule.confidence : undefined;
    case "basic_auth":
      return holdsPassword(value) ? rule.confidence : undefined;
    case "letters":
      return measure(value).wordPairs < 0.75 ? rule.confidence : undefined;
    case "seed_phrase":
      return new Set(value.split(" ")).size >= 10 ? rule.confidence : undefined;
    case "key":
      return contextScore("key", value) ? rule.confidence : undefined;
    case "password":
      return contextScore("password", value) ? rule.confidence : undefined;
    case "strong_password":
      return contextScore("password", value) && isStrong(value) ? rule.confidence : undefined;
    case "any":
      return contextScore("key", value) || contextScore("password", value) ? rule.confidence : undefined;
  }
}

/** The rule's context stands for a name and an assignment. */
function contextScore(kind: "key" | "password", value: string): boolean {
  return scoreOf(kind, { name: kind === "key" ? "secret" : "password", value, operator: "assign", isQuoted: true, isVendorKey: false }) >= MIN_CONTEXT_SCORE;
}

/** Letters and digits of at least three classes, as sentences do not have by chance. */
function isStrong(value: string): boolean {
  const { digits, classes } = measure(value);
  return digits > 0 && classes >= 3;
}

function isPatterned(value: string): boolean {
  const { sequence, repeated } = traitsOf(value);
  return sequence === 1 || repeated === 1;
}

/** Returns true when base64 credentials of HTTP Basic authentication have a password that is no placeholder. */
function holdsPassword(value: string): boolean {
  const decoded = decodeBase64Text(value, { start: 0, end: value.replace(/=+$/, "").length }) ?? decodeShort(value);
  const [, password] = /^[^:\s]{0,100}:(\S{4,200})$/.exec(decoded ?? "") ?? [];
  return password !== undefined && !isPlaceholder(password) && traitsOf(password).common === 0 && traitsOf(password).mentions === 0;
}

/** Decodes base64 that is too short to be recognised as text. */
function decodeShort(value: string): string | undefined {
  try {
    return atob(value);
  } catch {
    return undefined;
  }
}
