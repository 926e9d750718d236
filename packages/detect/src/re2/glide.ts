import type { Stretch } from "./codes.ts";
import type { Positions } from "./positions.ts";
import { LATIN, type Program } from "./program.ts";
import { CELL } from "./state-table.ts";

/** Where reading stands. A row is where the cells of a state begin. */
export interface Cursor {
  at: number;
  row: number;
  /** Whether a match starts at one of the positions that were passed. */
  found: boolean;
}

/** Goes on from a cursor as long as the way is known and used before in this reading. */
export type Glide = (
  cells: Int32Array,
  reading: number,
  stretch: Stretch,
  floor: number,
  path: Int32Array | undefined,
  cursor: Cursor,
) => void;

/** For patterns to which all positions are alike, and for those that tell them apart: the loops in which the time goes. */
export function glider(program: Program, positions: Positions): Glide {
  return positions.kinds === 1 ? plain(program) : telling(program, positions);
}

function plain({ latin }: Program): Glide {
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

function telling({ latin }: Program, { kinds, kindAt }: Positions): Glide {
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
