import type { Steps } from "./memory.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

const MAX_PATTERN_LENGTH = 1000;
const MAX_PROGRAM_SIZE = 512;

/** Limits of the cache of compiled patterns. Compiling takes milliseconds, and every change of a configuration compiles the same patterns. */
const MAX_CACHED = 4_096;
const MAX_CACHED_SIZE = 400_000;
const cached = new Map<string, Pattern>();
let cachedSize = 0;

/**
 * Compiles RE2 syntax. Compiled patterns are cached.
 * @param maxSize - maximum number of instructions
 * @throws Error with a sentence about the pattern
 */
export function compileRe2(source: string, maxSize = MAX_PROGRAM_SIZE): Pattern {
  const pattern = cached.get(source) ?? cache(source);
  if (pattern.size > maxSize) throw new Error(`the pattern compiles to ${pattern.size} instructions, at most ${maxSize} are allowed`);
  return pattern;
}

function cache(source: string): Pattern {
  const pattern = compile(source);
  cached.set(source, pattern);
  cachedSize += pattern.size;
  for (const [oldest, { size }] of cached) {
    if (cached.size <= MAX_CACHED && cachedSize <= MAX_CACHED_SIZE) break;
    cached.delete(oldest);
    cachedSize -= size;
  }
  return pattern;
}

function compile(source: string): Pattern {
  try {
    return compilePattern(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown";
    throw new Error(message.replace(/^error parsing regexp: /, "not a valid RE2 pattern: "));
  }
}

/** Compiles a pattern of a condition. An error is a sentence about the pattern. */
export function compileRegex(source: string): Pattern | { readonly error: string } {
  if (source.length > MAX_PATTERN_LENGTH) return { error: `a pattern has at most ${MAX_PATTERN_LENGTH} characters` };
  try {
    return compileRe2(source);
  } catch (error) {
    return { error: error instanceof Error ? error.message : "not a valid RE2 pattern" };
  }
}

/** Returns true when a pattern matches. When the step budget runs out, it does not match. */
export const isFound = (pattern: Pattern, text: string, steps: Steps): boolean => pattern.test(text, steps) === true;
