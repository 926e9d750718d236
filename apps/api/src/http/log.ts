import { type Logger, pino } from "pino";

export type Log = Logger;

/** Maximum bytes buffered while standard output is blocked. Further lines are dropped. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Writes JSON lines to standard output. INVARIANT: only the fields listed here are written, never bodies, keys or payloads. A full disk or a
 * closed reader loses lines but never ends the process.
 */
export function createLog(level: string): Log {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MAX_WAITING_BYTES });
  output.on("error", () => {});
  const options = { level, base: { service: "api" }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } };
  return pino(options, output);
}

const MAX_FRAMES = 12;

/**
 * Returns the loggable parts of an error: class, code, our own message and stack frames.
 * Messages of drivers are omitted, because they may contain keys and row values.
 */
function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return {
    type: error.name,
    ...(typeof code === "string" ? { code } : {}),
    ...(OWN_ERRORS.has(error.name) ? { message: error.message } : {}),
    stack: frames.slice(0, MAX_FRAMES),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

const OWN_ERRORS = new Set(["AppError", "LedgerError", "TypeError", "RangeError", "ReferenceError"]);
