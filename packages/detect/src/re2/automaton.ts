import { leadBack } from "./closures.ts";
import { isSecondHalf, runeAt, type Stretch } from "./codes.ts";
import { type Cursor, glider } from "./glide.ts";
import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";
import { CELL, enlarged, StateTable } from "./state-table.ts";

/** What one request may still spend; below zero, nothing more is looked at. A step is about a nanosecond. */
export interface Steps {
  left: number;
}

/** A character that leads where one led before. */
const KNOWN_STEP = 9;
/** The same, where the pattern asks what stands beside it. */
const KNOWN_TELLING_STEP = 16;
/** A character whose way has to be worked out: so much, and more for each taker that lives. */
const NEW_STEP = 700;

/** Steps of a character that is new: takers that are alive, and words of the sets that they lead to. */
const newStepCost = (words: number, active: number, pairs: number): number => NEW_STEP + 8 * words + 20 * active + 8 * pairs;

/** So many new ways cost no more than known ones: they belong to the pattern rather than to the text, and stay. */
const FREE_WAYS = 64;

/** States of one reading that the table gets; what comes after is worked out and forgotten. */
const MOST_STATES = 512;
const MOST_CELLS = 1 << 17;
/** 32-bit words of states that one reading may leave behind it. */
const MOST_SPILLED = 1 << 22;
/** Stands in a path between the two halves of a character. */
const NO_STATE = 0x7fffffff;
/** Sets of takers that a reading leaves behind it, beyond its table. One search is over before the next begins. */
let spilled = new Int32Array(1 << 12);

/** States of a pattern: sets of takers, after which the rest of the text completes a match. */
export interface Automaton {
  /**
   * Reads a stretch from its end to `floor`.
   * INVARIANT: what it costs depends on the pattern and the text alone, never on what was read before.
   * @param path - gets the state at each position; without it the reading ends at the first position where a match starts
   * @returns whether a match starts at one of the positions; undefined when steps ran out
   */
  readonly readBack: (stretch: Stretch, floor: number, steps: Steps, path: Int32Array | undefined) => boolean | undefined;
  /** Whether a match starts where a state stands. */
  readonly starts: (state: number) => boolean;
  /** Whether the rest of the text completes a match once a taker has taken its character and led to this state. */
  readonly completes: (state: number, taker: number) => boolean;
}

export function createAutomaton(program: Program, positions: Positions): Automaton {
  const { takers, words, classes, classOf, takersOf } = program;
  const { kinds, kindAt } = positions;
  const leadingTo = leadBack(program, positions);
  const ends = program.instructions.flatMap(({ op }, pc) => (op === OP.MATCH ? [pc] : []));
  const width = classes * kinds * CELL;
  const mostStates = Math.max(8, Math.min(MOST_STATES, Math.floor(MOST_CELLS / width)));
  const table = new StateTable(words, classes * kinds, mostStates);
  const scratch = new Int32Array(words);
  const glide = glider(program, positions);
  const knownStep = kinds === 1 ? KNOWN_STEP : KNOWN_TELLING_STEP;
  let cost = 0;

  const join = (pc: number, kind: number): number => {
    const set = leadingTo(pc, kind);
    for (let i = 0; i < set.length; i += 2) {
      const word = set[i] as number;
      scratch[word] = (scratch[word] as number) | (set[i + 1] as number);
    }
    return set.length >> 1;
  };

  /** Into `scratch`: the set that a character leads to from another. */
  const work = (from: Int32Array, offset: number, charClass: number, kind: number): void => {
    const taking = takersOf(charClass);
    let active = 0;
    let pairs = 0;
    scratch.fill(0);
    for (const pc of ends) pairs += join(pc, kind);
    for (let word = 0; word < words; word++) {
      let bits = (from[offset + word] as number) & (taking[word] as number);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits);
        bits ^= 1 << bit;
        active++;
        pairs += join(takers[(word << 5) | bit] as number, kind);
      }
    }
    cost = newStepCost(words, active, pairs);
  };

  const isIn = (sets: Int32Array, offset: number, element: number): boolean =>
    ((sets[offset + (element >> 5)] as number) & (1 << (element & 31))) !== 0;

  const has = (state: number, element: number) =>
    state < 0 ? isIn(spilled, ~state, element) : isIn(table.sets, (state / width) * words, element);

  /** The row of the state in which a text ends. */
  const rowOfEnd = (kind: number): number => {
    const known = table.ends[kind];
    if (known !== undefined) return known;
    scratch.fill(0);
    for (const pc of ends) join(pc, kind);
    const row = table.stateOf(scratch) * width;
    table.ends[kind] = row;
    return row;
  };

  const readBack: Automaton["readBack"] = (stretch, floor, steps, path) => {
    table.begin(steps);
    const row = rowOfEnd(kindAt(stretch, stretch.to));
    const cursor: Cursor = { at: stretch.to, row, found: has(row, takers.length) };
    if (path !== undefined) path[cursor.at] = row;
    for (;;) {
      const before = cursor.at;
      // No further than what is left pays for.
      const paid = Math.max(floor, before - Math.floor(steps.left / knownStep));
      if (path !== undefined || !cursor.found) glide(table.cells, table.reading, stretch, paid, path, cursor);
      steps.left -= (before - cursor.at) * knownStep;
      if (cursor.at <= floor || (path === undefined && cursor.found)) break;
      if (steps.left < knownStep) {
        steps.left = -1;
        return undefined;
      }
      if (table.states > mostStates) return readOn(stretch, floor, steps, path, cursor);
      step(stretch, path, steps, cursor);
      if (steps.left < 0) return undefined;
    }
    return steps.left < 0 ? undefined : cursor.found;
  };

  /** One character, whatever is known of it. */
  const step = (stretch: Stretch, path: Int32Array | undefined, steps: Steps, cursor: Cursor): void => {
    const { reading } = table;
    const at = stepBack(stretch, cursor.at, path);
    const kind = kindAt(stretch, at);
    const charClass = classOf(runeAt(stretch, at));
    const cell = cursor.row + (charClass * kinds + kind) * CELL;
    if (table.cells[cell + 2] === 0) {
      work(table.sets, (cursor.row / width) * words, charClass, kind);
      const row = table.stateOf(scratch) * width;
      table.cells[cell] = (row << 1) | (isIn(scratch, 0, takers.length) ? 1 : 0);
      table.cells[cell + 2] = cost;
    }
    const { cells, seen } = table;
    const to = cells[cell] as number;
    cursor.at = at;
    cursor.row = to >> 1;
    cursor.found ||= (to & 1) !== 0;
    if (path !== undefined) path[at] = cursor.row;
    if (cells[cell + 1] === reading || table.ways++ < FREE_WAYS) steps.left -= knownStep;
    else steps.left -= cells[cell + 2] as number;
    cells[cell + 1] = reading;
    const state = cursor.row / width;
    if (seen[state] === reading) return;
    seen[state] = reading;
    table.states++;
  };

  /** {@link Automaton.readBack} from where the table has no more room: each state is worked out, and named by the complement of its offset. */
  const readOn = (stretch: Stretch, floor: number, steps: Steps, path: Int32Array | undefined, cursor: Cursor): boolean | undefined => {
    let { sets } = table;
    let offset = (cursor.row / width) * words;
    let { at, found } = cursor;
    for (let end = 0; at > floor && (path !== undefined || !found); end += path === undefined ? 0 : words) {
      at = stepBack(stretch, at, path);
      work(sets, offset, classOf(runeAt(stretch, at)), kindAt(stretch, at));
      steps.left -= cost;
      if (end > MOST_SPILLED) steps.left = -1;
      if (steps.left < 0) return undefined;
      if (end + words > spilled.length) spilled = enlarged(spilled, 2 * (end + words));
      spilled.set(scratch, end);
      sets = spilled;
      offset = end;
      if (isIn(scratch, 0, takers.length)) found = true;
      if (path !== undefined) path[at] = ~offset;
    }
    return found;
  };

  return {
    readBack,
    starts: (state) => state !== NO_STATE && has(state, takers.length),
    completes: has,
  };
}

/** Where the character before a position begins. */
function stepBack(stretch: Stretch, at: number, path: Int32Array | undefined): number {
  if (!isSecondHalf(stretch, at - 1)) return at - 1;
  if (path !== undefined) path[at - 1] = NO_STATE;
  return at - 2;
}
