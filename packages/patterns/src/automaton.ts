import { leadBack } from "./closures.ts";
import { isSecondHalf, runeAt, type Stretch } from "./codes.ts";
import type { Steps } from "./memory.ts";
import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";
import { type Cursor, cachedReader } from "./read-cached.ts";
import { CELL, enlarged, StateTable } from "./state-table.ts";

/** Cost of a transition that is already cached. */
const KNOWN_STEP = 9;
/** Cost of a cached transition of a pattern with conditions on positions. */
const KNOWN_TELLING_STEP = 16;
/** Base cost of computing a new transition; grows with the number of active states. */
const NEW_STEP = 700;

/** Returns the cost of computing a transition. */
const newStepCost = (words: number, active: number, pairs: number): number => NEW_STEP + 8 * words + 20 * active + 8 * pairs;

/** Number of new transitions of a reading that cost no more than cached ones, because every text needs them. */
const FREE_TRANSITIONS = 64;

/** Maximum number of cached states. Later ones are computed and not kept. */
const MOST_STATES = 512;
const MOST_CELLS = 1 << 17;
/** Maximum size of the states that one reading stores outside the table, in 32-bit words. */
const MOST_SPILLED = 1 << 22;
/** Entry of a path between the two halves of a surrogate pair. */
const NO_STATE = 0x7fffffff;

/** States of a pattern: sets of consumers from which the rest of the text completes a match. */
export interface Automaton {
  /**
   * Reads a text from its end to `floor`.
   * INVARIANT: the cost depends on the pattern and the text alone, never on earlier readings.
   * @param path - receives the state at each position; without it, reading stops at the first position where a match starts
   * @returns true when a match starts at one of the positions; undefined when the step budget ran out
   */
  readonly readBack: (stretch: Stretch, floor: number, steps: Steps, path: Int32Array | undefined) => boolean | undefined;
  /** Returns true when a match starts in a state. */
  readonly starts: (stretch: Stretch, state: number) => boolean;
  /** Returns true when the rest of the text completes a match after a consumer has led to a state. */
  readonly completes: (stretch: Stretch, state: number, consumer: number) => boolean;
}

export function createAutomaton(program: Program, positions: Positions): Automaton {
  const { consumers, words, classes, classOf, consumersOf } = program;
  const { kinds, kindAt } = positions;
  const leadingTo = leadBack(program, positions);
  const ends = program.instructions.flatMap(({ op }, pc) => (op === OP.MATCH ? [pc] : []));
  const width = classes * kinds * CELL;
  const mostStates = Math.max(8, Math.min(MOST_STATES, Math.floor(MOST_CELLS / width)));
  const table = new StateTable(words, classes * kinds, mostStates);
  const scratch = new Int32Array(words);
  const readCached = cachedReader(program, positions);
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

  /** Computes the set that a character leads to, into `scratch`. */
  const work = (from: Int32Array, offset: number, charClass: number, kind: number): void => {
    const taking = consumersOf(charClass);
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
        pairs += join(consumers[(word << 5) | bit] as number, kind);
      }
    }
    cost = newStepCost(words, active, pairs);
  };

  const isIn = (sets: Int32Array, offset: number, element: number): boolean =>
    ((sets[offset + (element >> 5)] as number) & (1 << (element & 31))) !== 0;

  const has = ({ memory }: Stretch, state: number, element: number) =>
    state < 0 ? isIn(memory.spilled, ~state, element) : isIn(table.sets, (state / width) * words, element);

  /** Returns the row of the state in which a text ends. */
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
    steps.key ??= {};
    table.begin(steps.key);
    const row = rowOfEnd(kindAt(stretch, stretch.to));
    const cursor: Cursor = { at: stretch.to, row, found: has(stretch, row, consumers.length) };
    if (path !== undefined) path[cursor.at] = row;
    for (;;) {
      const before = cursor.at;
      // The remaining steps limit how far to read.
      const paid = Math.max(floor, before - Math.floor(steps.left / knownStep));
      if (path !== undefined || !cursor.found) readCached(table.cells, table.reading, stretch, paid, path, cursor);
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

  /** Reads one character with a cached or a new transition. */
  const step = (stretch: Stretch, path: Int32Array | undefined, steps: Steps, cursor: Cursor): void => {
    const { reading } = table;
    const at = stepBack(stretch, cursor.at, path);
    const kind = kindAt(stretch, at);
    const charClass = classOf(runeAt(stretch, at));
    const cell = cursor.row + (charClass * kinds + kind) * CELL;
    if (table.cells[cell + 2] === 0) {
      work(table.sets, (cursor.row / width) * words, charClass, kind);
      const row = table.stateOf(scratch) * width;
      table.cells[cell] = (row << 1) | (isIn(scratch, 0, consumers.length) ? 1 : 0);
      table.cells[cell + 2] = cost;
    }
    const { cells, seen } = table;
    const to = cells[cell] as number;
    cursor.at = at;
    cursor.row = to >> 1;
    cursor.found ||= (to & 1) !== 0;
    if (path !== undefined) path[at] = cursor.row;
    if (cells[cell + 1] === reading || table.transitions++ < FREE_TRANSITIONS) steps.left -= knownStep;
    else steps.left -= cells[cell + 2] as number;
    cells[cell + 1] = reading;
    const state = cursor.row / width;
    if (seen[state] === reading) return;
    seen[state] = reading;
    table.states++;
  };

  /** Continues {@link Automaton.readBack} when the table is full. A state outside the table is named by the complement of its offset. */
  const readOn = (stretch: Stretch, floor: number, steps: Steps, path: Int32Array | undefined, cursor: Cursor): boolean | undefined => {
    const { memory } = stretch;
    let sets: Int32Array = table.sets;
    let offset = (cursor.row / width) * words;
    let { at, found } = cursor;
    for (let end = 0; at > floor && (path !== undefined || !found); end += path === undefined ? 0 : words) {
      at = stepBack(stretch, at, path);
      work(sets, offset, classOf(runeAt(stretch, at)), kindAt(stretch, at));
      steps.left -= cost;
      if (end > MOST_SPILLED) steps.left = -1;
      if (steps.left < 0) return undefined;
      if (end + words > memory.spilled.length) memory.spilled = enlarged(memory.spilled, 2 * (end + words));
      memory.spilled.set(scratch, end);
      sets = memory.spilled;
      offset = end;
      if (isIn(scratch, 0, consumers.length)) found = true;
      if (path !== undefined) path[at] = ~offset;
    }
    return found;
  };

  return {
    readBack,
    starts: (stretch, state) => state !== NO_STATE && has(stretch, state, consumers.length),
    completes: has,
  };
}

/** Returns the start of the character before a position. */
function stepBack(stretch: Stretch, at: number, path: Int32Array | undefined): number {
  if (!isSecondHalf(stretch, at - 1)) return at - 1;
  if (path !== undefined) path[at - 1] = NO_STATE;
  return at - 2;
}
