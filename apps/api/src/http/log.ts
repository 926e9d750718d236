import { type Logger, pino } from "pino";

export type Log = Logger;

/** What waits to be written while standard output cannot be written to; what is beyond is dropped. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * JSON lines on standard output. INVARIANT: only what is named here is written; bodies, keys and payloads never are. A full disk or a
 * reader that is gone costs lines, never the process.
 */
export function createLog(level: string): Log {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MAX_WAITING_BYTES });
  output.on("error", () => {});
  const options = { level, base: { service: "api" }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } };
  return pino(options, output);
}

const MAX_FRAMES = 12;

/**
 * An error as the log may see it: class, code, our own message, stack frames.
 * Messages of drivers are left out: they carry keys and row values in `detail` and sometimes in the message itself.
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
