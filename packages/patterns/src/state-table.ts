/** Size of a cell: twice the next row, plus one when a match starts there; the reading that used it last; its cost, 0 when unknown. */
export const CELL = 3;
/** Maximum size of the tables of all patterns, in words. Beyond it all tables are cleared. */
const MAX_TOTAL_WORDS = 1 << 24;
const holders = new Set<StateTable>();
let totalWords = 0;

/** Cached states of one pattern with their transitions. */
export class StateTable {
  cells = new Int32Array(0);
  sets = new Int32Array(0);
  /** Last reading that used each state. */
  seen = new Int32Array(0);
  /** Rows of the states at the end of a text, by the kind of the position. */
  ends: (number | undefined)[] = [];
  /** Number of the current reading. Texts that share a step budget are one reading. */
  reading = 0;
  /** Number of states and transitions that are new to the reading. */
  states = 0;
  transitions = 0;
  #key: object | undefined;
  readonly #words: number;
  readonly #width: number;
  readonly #most: number;
  readonly #byHash = new Map<number, number[]>();
  #count = 0;

  /**
   * @param words - size of a set
   * @param cells - number of cells of a state
   * @param most - number of states that are kept between readings
   */
  constructor(words: number, cells: number, most: number) {
    this.#words = words;
    this.#width = cells * CELL;
    this.#most = most;
  }

  /** Begins to read a text. INVARIANT: states of a reading are kept until it ends, so that its cost is the same everywhere. */
  begin(key: object): void {
    if (totalWords > MAX_TOTAL_WORDS) for (const table of holders) if (table.#key !== key) table.#giveUp();
    if (this.#key === key) return;
    if (this.#count > this.#most || this.reading === 0x7fffffff) this.#giveUp();
    this.#key = key;
    this.reading++;
    this.states = 0;
    this.transitions = 0;
  }

  /** Returns the number of the state with these elements. */
  stateOf(set: Int32Array): number {
    let hash = 0;
    for (const bits of set) hash = Math.imul(hash ^ bits, 0x01000193) ^ (hash >>> 15);
    const same = this.#byHash.get(hash);
    for (const state of same ?? []) if (this.#isSet(state, set)) return state;
    if (this.#count === this.seen.length) this.#grow();
    this.sets.set(set, this.#count * this.#words);
    if (same === undefined) this.#byHash.set(hash, [this.#count]);
    else same.push(this.#count);
    return this.#count++;
  }

  #isSet(state: number, set: Int32Array): boolean {
    for (let word = 0; word < set.length; word++) if (this.sets[state * this.#words + word] !== set[word]) return false;
    return true;
  }

  #grow(): void {
    const room = Math.max(8, this.#count * 2);
    totalWords += (room - this.#count) * (this.#width + this.#words);
    this.cells = enlarged(this.cells, room * this.#width);
    this.sets = enlarged(this.sets, room * this.#words);
    this.seen = enlarged(this.seen, room);
    holders.add(this);
  }

  #giveUp(): void {
    totalWords -= this.seen.length * (this.#width + this.#words);
    this.cells = new Int32Array(0);
    this.sets = new Int32Array(0);
    this.seen = new Int32Array(0);
    this.#count = 0;
    this.ends = [];
    this.reading = 0;
    this.#key = undefined;
    this.#byHash.clear();
    holders.delete(this);
  }
}

/** Returns a longer copy. */
export function enlarged(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
