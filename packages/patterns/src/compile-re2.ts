import { LRUCache } from "lru-cache";
import type { Steps } from "./memory.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

const MAX_PATTERN_LENGTH = 1000;
const MAX_PROGRAM_SIZE = 512;

/** Compiling takes milliseconds, and every change of a configuration compiles the same patterns. */
const compiled = new LRUCache<string, Pattern>({ max: 4_096, maxSize: 400_000, sizeCalculation: ({ size }) => Math.max(1, size) });

/**
 * Compiles RE2 syntax. Compiled patterns are cached.
 * @param maxSize - maximum number of instructions
 * @param label - text before the sentence of an error
 * @throws Error with a sentence about the pattern
 */
export function compileRe2(source: string, maxSize = MAX_PROGRAM_SIZE, label?: string): Pattern {
  try {
    const pattern = compiled.get(source) ?? compilePattern(source);
    compiled.set(source, pattern);
    if (pattern.size > maxSize) throw new Error(`the pattern compiles to ${pattern.size} instructions, at most ${maxSize} are allowed`);
    return pattern;
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown";
    const sentence = message.replace(/^error parsing regexp: /, "not a valid RE2 pattern: ");
    throw new Error(label === undefined ? sentence : `${label}: ${sentence}`);
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
