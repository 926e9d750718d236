/** A cell: twice the row that it leads to, plus one when a match starts there; the reading that used it last; what working it out costs, 0 before. */
export const CELL = 3;
/** Tables of all patterns together, in words; beyond, all are given up and begun anew. */
const MOST_HELD = 1 << 24;
const holders = new Set<StateTable>();
let held = 0;

/** States of one pattern with their transitions, kept from one text to the next. */
export class StateTable {
  cells = new Int32Array(0);
  sets = new Int32Array(0);
  /** The reading that saw a state last. */
  seen = new Int32Array(0);
  /** Rows of the states that texts end in, by the kind of the position. */
  ends: (number | undefined)[] = [];
  /** All that is read with the same steps is one reading, which is counted here. */
  reading = 0;
  /** States and ways that the reading saw for the first time. */
  states = 0;
  ways = 0;
  #steps: object | undefined;
  readonly #words: number;
  readonly #width: number;
  readonly #most: number;
  readonly #byHash = new Map<number, number[]>();
  #count = 0;

  /**
   * @param words - of a set
   * @param cells - of a state
   * @param most - states that are kept from one reading to the next
   */
  constructor(words: number, cells: number, most: number) {
    this.#words = words;
    this.#width = cells * CELL;
    this.#most = most;
  }

  /** Begins to read a text. INVARIANT: what a reading has seen is kept until it ends, so that it costs the same everywhere. */
  begin(steps: object): void {
    if (held > MOST_HELD) for (const table of holders) if (table.#steps !== steps) table.#giveUp();
    if (this.#steps === steps) return;
    if (this.#count > this.#most || this.reading === 0x7fffffff) this.#giveUp();
    this.#steps = steps;
    this.reading++;
    this.states = 0;
    this.ways = 0;
  }

  /** The number of a state with these elements. */
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
    held += (room - this.#count) * (this.#width + this.#words);
    this.cells = enlarged(this.cells, room * this.#width);
    this.sets = enlarged(this.sets, room * this.#words);
    this.seen = enlarged(this.seen, room);
    holders.add(this);
  }

  #giveUp(): void {
    held -= this.seen.length * (this.#width + this.#words);
    this.cells = new Int32Array(0);
    this.sets = new Int32Array(0);
    this.seen = new Int32Array(0);
    this.#count = 0;
    this.ends = [];
    this.reading = 0;
    this.#steps = undefined;
    this.#byHash.clear();
    holders.delete(this);
  }
}

/** A longer copy. */
export function enlarged(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
