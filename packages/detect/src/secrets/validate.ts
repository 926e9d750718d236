import { hasChecksum, isCommonPassword, isPatterned, isPlaceholder, measure } from "../features.ts";
import { decodeBase64Text } from "../normalize/base64.ts";
import PUBLISHED from "../rules/published.json" with { type: "json" };
import type { SecretRule } from "../rules/secret-rules.ts";

/** Keys that vendors publish in their documentation or ship in emulators: a part of each, in two halves. */
const PUBLISHED_KEYS = PUBLISHED.map((halves) => halves.join(""));
/** Lowers the confidence of a value with a run such as `12345` or `aaaaaa`. */
const PATTERNED_FACTOR = 0.7;

/** Returns true for a key that everyone knows: one of a documentation or of an emulator. */
export const isPublished = (value: string): boolean => PUBLISHED_KEYS.some((key) => value.includes(key));

/** Returns the confidence that a value matched by a rule is a credential, 0 to 1; undefined when it is none. */
export function validate(rule: SecretRule, value: string): number | undefined {
  if (rule.category !== "private_key" && (isPlaceholder(value) || isPublished(value))) return undefined;
  if (rule.entropy > 0 && measure(value).entropy < rule.entropy) return undefined;
  switch (rule.validator) {
    case undefined:
      if (rule.names !== undefined && isWords(value)) return undefined;
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
    default:
      return rule.confidence;
  }
}

/** Returns true for words with few digits, such as the name of a function beside that of a vendor. */
function isWords(value: string): boolean {
  const { digits, dictionary } = measure(value);
  return digits < 0.05 && dictionary > 0.6;
}

/** Returns true when base64 credentials of HTTP Basic authentication have a password that is no placeholder. */
function holdsPassword(value: string): boolean {
  const decoded = decodeBase64Text(value, { start: 0, end: value.replace(/=+$/, "").length }) ?? decodeShort(value);
  const [, password] = /^[^:\s]{0,100}:(\S{4,200})\s?$/.exec(decoded ?? "") ?? [];
  return password !== undefined && !isPlaceholder(password) && !isCommonPassword(password);
}

/** Decodes base64 that is too short to be recognised as text. */
function decodeShort(value: string): string | undefined {
  try {
    return atob(value);
  } catch {
    return undefined;
  }
}
