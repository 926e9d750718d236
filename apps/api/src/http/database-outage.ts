/** SQLSTATE classes and driver codes of an unavailable database. */
const SQL_CLASSES = ["08", "57", "53", "55"];
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
const DRIVER_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|server closed the connection|can't reach database|not queryable/i;

/** Returns true when an error of pg or Prisma means that the database is unreachable, restarting or out of connections. */
export function isDatabaseOutage(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 4) return false;
  // The cause of an adapter's error is a plain object.
  const { code, message, cause, meta } = error as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    meta?: { driverAdapterError?: unknown };
  };
  if (typeof code === "string" && (SOCKET_CODES.has(code) || PRISMA_CODES.has(code) || isOutageState(code))) return true;
  if (typeof message === "string" && DRIVER_WORDS.test(message)) return true;
  return isDatabaseOutage(cause, depth + 1) || isDatabaseOutage(meta?.driverAdapterError, depth + 1);
}

function isOutageState(code: string): boolean {
  return code.length === 5 && SQL_CLASSES.some((prefix) => code.startsWith(prefix));
}
