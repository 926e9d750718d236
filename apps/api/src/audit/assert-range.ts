import { AppError } from "../http/app-error.ts";

/** Requires that the entries `from` to `to`, inclusive, exist in a log of this size. @throws AppError INVALID_REQUEST */
export function assertRange({ from, to }: { readonly from: number; readonly to: number }, size: number): void {
  if (from >= size) throw outOfRange("from", `must not be beyond ${size - 1}, the last entry`);
  if (to >= size) throw outOfRange("to", `must not be beyond ${size - 1}, the last entry`);
}

export function outOfRange(path: string, message: string): AppError {
  return new AppError("INVALID_REQUEST", { detail: `${path}: ${message}.`, errors: [{ path, message }] });
}
