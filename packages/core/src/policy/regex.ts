import { RE2JS } from "re2js";

const MAX_PATTERN_LENGTH = 1000;
const MAX_PROGRAM_SIZE = 512;

export interface LinearRegex {
  /** Whether the pattern is found anywhere in a text. */
  readonly test: (text: string) => boolean;
  /** Steps that each character of a text may cost. */
  readonly costPerChar: number;
}

/** Compiles RE2 syntax on an engine that cannot backtrack. An error is a sentence about the pattern. */
export function compileRegex(pattern: string): LinearRegex | { readonly error: string } {
  if (pattern.length > MAX_PATTERN_LENGTH) return { error: `a pattern has at most ${MAX_PATTERN_LENGTH} characters` };
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(pattern);
  } catch (error) {
    return {
      error: `not a valid RE2 pattern: ${error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "unknown"}`,
    };
  }
  const size = regex.programSize();
  if (size > MAX_PROGRAM_SIZE) return { error: `the pattern compiles to ${size} instructions, at most ${MAX_PROGRAM_SIZE} are allowed` };
  return { test: (text) => regex.test(text), costPerChar: 1 + (size >> 5) };
}
