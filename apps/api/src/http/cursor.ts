import { pathsOfNul } from "@agentlattice/contract";
import { z } from "zod";
import { AppError } from "./app-error.ts";

/** Opaque keyset cursors. They contain only a position; permissions are checked on each page. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** A position in a list sorted by id. */
export const idPosition = z.tuple([z.guid()]);
/** A position in a list sorted by name. */
export const namePosition = z.tuple([z.string()]);

/** Decodes the position of a cursor; null without a cursor. @throws AppError INVALID_REQUEST when it is not a cursor of this list */
export function decodeCursor<P extends z.ZodType>(cursor: string | undefined, position: P): z.output<P> | null {
  if (cursor === undefined) return null;
  const read = position.safeParse(readJson(cursor));
  if (!read.success || pathsOfNul(position, read.data).length > 0) throw cursorRefused();
  return read.data;
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw cursorRefused();
  }
}

/** Returns the error for a cursor of another list. */
function cursorRefused(): AppError {
  return new AppError("INVALID_REQUEST", {
    detail: "The cursor does not belong to this list. Start again without a cursor.",
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
