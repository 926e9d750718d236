import { AppError } from "./app-error.ts";

/** Opaque keyset cursors. They carry a position only: what may be seen is decided anew on each page. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** The position in a cursor of so many parts. @throws AppError INVALID_REQUEST when it is not a cursor of this list */
export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (
      Array.isArray(position) &&
      position.length === length &&
      position.every((part) => typeof part === "string" || Number.isSafeInteger(part))
    )
      return position;
  } catch {
    // falls through to the refusal below
  }
  throw cursorRefused();
}

/** The cursor of a list in the order of its ids. @throws AppError INVALID_REQUEST when it is not one */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id === undefined) return undefined;
  if (typeof id === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw cursorRefused();
}

/** What a cursor that is not one of the list is answered with. */
export function cursorRefused(): AppError {
  return new AppError("INVALID_REQUEST", {
    detail: "The cursor is not one of this list. Start again without it.",
    errors: [{ path: "cursor", message: "is not a cursor of this list" }],
  });
}

/** Cuts a page from `limit + 1` rows. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  positionOf: (row: Row) => (string | number)[],
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(toItem), has_more: more, next_cursor: more ? encodeCursor(positionOf(last)) : null };
}
