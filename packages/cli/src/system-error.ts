/** Returns the code of a system error, such as ENOENT. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Returns ` (ENOENT)` for a system error, and an empty text for any other. */
export function systemErrorSuffix(error: unknown): string {
  const code = systemErrorCode(error);
  return code === undefined ? "" : ` (${code})`;
}
