import { parseStrictJson, StrictJsonError } from "@agentlattice/core/strict-json";
import { UsageError } from "./usage-error.ts";

/** Files of the server nest what callers sent, which has at most 32 levels. */
const MAX_DEPTH = 64;

/** Parses a JSON object as strictly as the API does. Returns null for other JSON and for text that is not unambiguous JSON. */
export function parseJsonObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(parseStrictJson(text, "The text", MAX_DEPTH));
  } catch {
    return null;
  }
}

/**
 * Parses JSON of the command line as strictly as the API does, so that what a person approves is what was written.
 * @param flag the flag that has the value
 * @throws UsageError with the reason and the advice
 */
export function parseFlagJson(flag: string, text: string, advice: string): unknown {
  try {
    return parseStrictJson(text, `The value of ${flag}`);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new UsageError(`${error.message} ${advice}`);
    throw error;
  }
}

export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
