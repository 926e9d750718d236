import type { JsonValue } from "@agentlattice/contract";
import { parseStrictJson as parseText, StrictJsonError } from "@agentlattice/core/strict-json";
import { AppError } from "./app-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses a body that is valid UTF-8 and unambiguous JSON.
 * @throws AppError MALFORMED_JSON with the reason, PAYLOAD_TOO_LARGE for more than 100,000 values and names
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  try {
    return parseText(decode(bytes), "The body") as JsonValue;
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    throw new AppError(error.isTooLarge ? "PAYLOAD_TOO_LARGE" : "MALFORMED_JSON", { detail: error.message });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new StrictJsonError("The body is not valid UTF-8.");
  }
}
