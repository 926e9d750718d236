/** Remaining step budget of one request. Matching stops when it falls below zero. One step is roughly 1 ns. */
export interface Steps {
  left: number;
  /** Identity of the budget, for tables that distinguish readings. */
  key?: object;
  /** Working memory of the searches, created on first use and dropped with the budget. */
  memory?: Memory;
}

/** Working memory that the searches of one request share. */
export interface Memory {
  /** The text that `codes` holds. */
  text: string;
  codes: Uint16Array;
  /** States at the positions of the text that is being searched. */
  path: Int32Array;
  /** Sets of states that did not fit into the table of a pattern. */
  spilled: Int32Array;
}

const NO_CODES = new Uint16Array(0);
const NO_STATES = new Int32Array(0);
const MIN_LENGTH = 256;

export function memoryOf(steps: Steps): Memory {
  steps.memory ??= { text: "", codes: NO_CODES, path: NO_STATES, spilled: NO_STATES };
  return steps.memory;
}

/** Returns the UTF-16 units of a text. They are valid until the next text is read, so that many patterns share one copy. */
export function codesOf(text: string, memory: Memory): Uint16Array {
  if (text === memory.text) return memory.codes;
  if (memory.codes.length < text.length) memory.codes = new Uint16Array(Math.max(MIN_LENGTH, Math.ceil(text.length * 1.5)));
  for (let i = 0; i < text.length; i++) memory.codes[i] = text.charCodeAt(i);
  memory.text = text;
  return memory.codes;
}

/** Returns an array with an entry for each position of a text. */
export function pathFor(length: number, memory: Memory): Int32Array {
  if (length >= memory.path.length) memory.path = new Int32Array(Math.max(MIN_LENGTH, Math.ceil(length * 1.5)));
  return memory.path;
}
