import type { SecretRule } from "./secret-rules.ts";

/** Start of a word; an escape such as `\n`, `\u003d` or `%3D` may precede it. */
const WORD_START = "(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrtbf])|(?<=\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}))";
/** Matches where `WORD_START` does, and directly after `_` or `-` (`old_ghp_…`). */
const GLUED_START = "(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf])|(?<=\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}))";
const WORD_END = "(?![A-Za-z0-9_-])";
/** A shorter prefix occurs by chance inside other words. */
const MIN_GLUED_PREFIX = 4;
/** A longer value is not looked for inside a word, because the word would be read again from each prefix in it. */
const MAX_GLUED_VALUE = 260;

/** Returns the expression that matches a rule at one of its keywords; undefined for rules that go by names. */
export function patternOf(rule: SecretRule): RegExp | undefined {
  if (rule.prefixes !== undefined) {
    const prefixes = rule.prefixes.map(escapePattern).join("|");
    return new RegExp(`${startOf(rule.prefixes, rule.regex)}(?:${prefixes})${rule.regex}${WORD_END}`, "y");
  }
  if (rule.keywords === undefined) return undefined;
  return new RegExp(rule.regex.replaceAll("{{WORD_START}}", WORD_START).replaceAll("{{GLUED_START}}", GLUED_START), `${rule.flags ?? ""}y`);
}

/** Returns the expression that a value of a named rule has to match from its start. */
export function valuePatternOf(rule: SecretRule): RegExp {
  return new RegExp(`(?:${rule.regex})(?![A-Za-z0-9_/+=-])`, "iy");
}

function startOf(prefixes: readonly string[], value: string): string {
  const isShort = Array.from(value.matchAll(/(\d+)\}/g)).every(([, most]) => Number(most) <= MAX_GLUED_VALUE);
  if (!isShort || prefixes.some(({ length }) => length < MIN_GLUED_PREFIX)) return WORD_START;
  return prefixes.some((prefix) => prefix.includes("-")) ? GLUED_START.replace("[A-Za-z0-9]", "[A-Za-z0-9-]") : GLUED_START;
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
