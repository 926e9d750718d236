import { RE2JS } from "re2js";

const MAX_PATTERN_LENGTH = 1000;
const MAX_PROGRAM_SIZE = 512;

export interface LinearRegex {
  /** Whether the pattern is found anywhere in a text. */
  readonly test: (text: string) => boolean;
  /** Steps that each character of a text may cost. */
  readonly costPerChar: number;
}

/** Compiling takes milliseconds, and the same patterns come back with every change of a configuration. Authors choose them: there is a limit. */
const MAX_REMEMBERED = 4_096;
const MAX_REMEMBERED_SIZE = 400_000;
const remembered = new Map<string, { readonly regex: RE2JS; readonly size: number }>();
let rememberedSize = 0;

/** Compiles RE2 syntax; the same pattern once while there is room. @throws Error of the engine */
export function compileRe2(pattern: string): RE2JS {
  const known = remembered.get(pattern);
  if (known) return known.regex;
  const regex = RE2JS.compile(pattern);
  const size = regex.programSize();
  remembered.set(pattern, { regex, size });
  rememberedSize += size;
  for (const [oldest, { size: freed }] of remembered) {
    if (remembered.size <= MAX_REMEMBERED && rememberedSize <= MAX_REMEMBERED_SIZE) break;
    remembered.delete(oldest);
    rememberedSize -= freed;
  }
  return regex;
}

/** Compiles RE2 syntax on an engine that cannot backtrack. An error is a sentence about the pattern. */
export function compileRegex(pattern: string): LinearRegex | { readonly error: string } {
  if (pattern.length > MAX_PATTERN_LENGTH) return { error: `a pattern has at most ${MAX_PATTERN_LENGTH} characters` };
  let regex: RE2JS;
  try {
    regex = compileRe2(pattern);
  } catch (error) {
    return {
      error: `not a valid RE2 pattern: ${error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "unknown"}`,
    };
  }
  const size = regex.programSize();
  if (size > MAX_PROGRAM_SIZE) return { error: `the pattern compiles to ${size} instructions, at most ${MAX_PROGRAM_SIZE} are allowed` };
  return { test: (text) => regex.test(text), costPerChar: 1 + (size >> 5) };
}
