import { AgentLatticeError } from "./errors.ts";

/**
 * JSON that says exactly what the caller passed. `JSON.stringify` alone would turn `NaN` into `null` and drop functions: the
 * reviewer would then approve something else than what runs.
 * @throws AgentLatticeError INVALID_OPTION for what JSON cannot say
 */
export function encodeBody(body: unknown): string {
  try {
    return JSON.stringify(body, refuseUnsayable);
  } catch (error) {
    if (error instanceof AgentLatticeError) throw error;
    throw new AgentLatticeError("INVALID_OPTION", "The options contain something that JSON cannot say, such as a circular reference.", {
      cause: error,
    });
  }
}

function refuseUnsayable(key: string, value: unknown): unknown {
  const kind = typeof value;
  if (kind === "bigint" || kind === "function" || kind === "symbol" || (kind === "number" && !Number.isFinite(value))) {
    throw new AgentLatticeError(
      "INVALID_OPTION",
      `"${key}" is ${kind === "number" ? String(value) : `a ${kind}`}, which JSON cannot say. Pass a finite number, a string, or leave it out.`,
    );
  }
  return value;
}
