/** Returns the code of a system error, such as ENOENT. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Returns the code of a system error in parentheses, such as ` (ENOENT)`, to append to a message; otherwise an empty string. */
export function formatSystemErrorCode(error: unknown): string {
  const code = systemErrorCode(error);
  return code === undefined ? "" : ` (${code})`;
}
