import type { Stretch } from "./codes.ts";
import type { Positions } from "./positions.ts";
import { LATIN, type Program } from "./program.ts";
import { CELL } from "./state-table.ts";

/** Position of a reading. A row is the offset of a state's cells. */
export interface Cursor {
  at: number;
  row: number;
  /** True when a match starts at one of the positions read so far. */
  found: boolean;
}

/** Advances a cursor over transitions that this reading has used before. */
export type ReadCached = (
  cells: Int32Array,
  reading: number,
  stretch: Stretch,
  floor: number,
  path: Int32Array | undefined,
  cursor: Cursor,
) => void;

/** Returns the inner loop for a pattern, with or without conditions on positions. Most time is spent here. */
export function cachedReader(program: Program, positions: Positions): ReadCached {
  return positions.kinds === 1 ? readWithoutKinds(program) : readWithKinds(program, positions);
}

function readWithoutKinds({ latin }: Program): ReadCached {
  return (cells, reading, { codes }, floor, path, cursor) => {
    let { at, row, found } = cursor;
    while (at > floor) {
      const code = codes[at - 1] as number;
      if (code >= LATIN) break;
      const cell = row + (latin[code] as number) * CELL;
      if (cells[cell + 1] !== reading) break;
      const to = cells[cell] as number;
      at--;
      row = to >> 1;
      if (path !== undefined) path[at] = row;
      if ((to & 1) !== 0) {
        found = true;
        if (path === undefined) break;
      }
    }
    cursor.at = at;
    cursor.row = row;
    cursor.found = found;
  };
}

function readWithKinds({ latin }: Program, { kinds, kindAt }: Positions): ReadCached {
  return (cells, reading, stretch, floor, path, cursor) => {
    const { codes } = stretch;
    let { at, row, found } = cursor;
    while (at > floor) {
      const code = codes[at - 1] as number;
      if (code >= LATIN) break;
      const cell = row + ((latin[code] as number) * kinds + kindAt(stretch, at - 1)) * CELL;
      if (cells[cell + 1] !== reading) break;
      const to = cells[cell] as number;
      at--;
      row = to >> 1;
      if (path !== undefined) path[at] = row;
      if ((to & 1) !== 0) {
        found = true;
        if (path === undefined) break;
      }
    }
    cursor.at = at;
    cursor.row = row;
    cursor.found = found;
  };
}
