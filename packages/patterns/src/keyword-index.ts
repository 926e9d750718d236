/** Finds many words in a text in one pass (Aho and Corasick, 1975). ASCII letters match in either case. */
export interface KeywordIndex {
  /**
   * Calls back for each occurrence, in order of its end, with the number of the word and the offset after it.
   * @returns true when every character of the text is ASCII
   */
  scan(text: string, found: (word: number, end: number) => void): boolean;
}

const ROOT = 0;
/** Number of states up to which 16-bit numbers suffice. */
const FEW_STATES = 0x7fff;
/** Length from which a text is copied to bytes first: reading bytes takes half as long as reading characters. */
const LONG = 256;
const CHUNK = 65_536;

const encoder = new TextEncoder();

/**
 * Builds the automaton as one dense table of next states by state and character class, so a character costs one look-up.
 * States are numbered by depth, so those that ordinary text uses most share cache lines.
 * A state at which words end is stored as its complement and recognised by its sign.
 * @param words ASCII, not empty; duplicates are allowed
 */
export function indexKeywords(words: readonly string[]): KeywordIndex {
  const { classOf, classes } = classify(words);
  const shift = 32 - Math.clz32(classes - 1);
  const { next, outputs } = link(buildTrie(words, classOf), shift);
  const automaton: Automaton = { next, classOf, shift, outputs };
  return {
    scan(text, found) {
      if (text.length < LONG) return readChars(automaton, text, 0, text.length, ROOT, found) >= 0;
      const bytes = new Uint8Array(Math.min(CHUNK, text.length));
      let state = ROOT;
      let ascii = true;
      for (let from = 0; from < text.length; from += CHUNK) {
        const to = Math.min(text.length, from + CHUNK);
        const { read, written } = encoder.encodeInto(text.slice(from, to), bytes);
        if (read === to - from && written === read) state = readBytes(automaton, bytes.subarray(0, read), from, state, found);
        else {
          state = readChars(automaton, text, from, to, state, found);
          if (state < 0) {
            ascii = false;
            state = ~state;
          }
        }
      }
      return ascii;
    },
  };
}

type Found = (word: number, end: number) => void;

interface Automaton {
  readonly next: Int16Array | Int32Array;
  readonly classOf: Uint8Array;
  readonly shift: number;
  readonly outputs: readonly (readonly number[] | undefined)[];
}

/** Returns the state after a part of a text; its complement when the part is not all ASCII. */
function readChars(automaton: Automaton, text: string, from: number, to: number, start: number, found: Found): number {
  const { next, classOf, shift } = automaton;
  let state = start;
  let seen = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    seen |= code;
    state = next[(state << shift) | (classOf[code] as number)] as number;
    if (state < 0) state = report(automaton, ~state, i + 1, found);
  }
  return seen < 128 ? state : ~state;
}

/** Returns the state after a chunk of ASCII. @param offset - of its first character in the text */
function readBytes(automaton: Automaton, bytes: Uint8Array, offset: number, start: number, found: Found): number {
  const { next, classOf, shift } = automaton;
  let state = start;
  for (let i = 0; i < bytes.length; i++) {
    state = next[(state << shift) | (classOf[bytes[i] as number] as number)] as number;
    if (state < 0) state = report(automaton, ~state, offset + i + 1, found);
  }
  return state;
}

function report({ outputs }: Automaton, state: number, end: number, found: Found): number {
  const words = outputs[state] as readonly number[];
  for (let w = 0; w < words.length; w++) found(words[w] as number, end);
  return state;
}

/** Returns the class of each character; those that occur in no word share class 0. */
function classify(words: readonly string[]): { classOf: Uint8Array; classes: number } {
  // An entry for every UTF-16 unit costs less than a bounds check.
  const classOf = new Uint8Array(65_536);
  let classes = 1;
  for (const word of words) {
    for (const char of word.toLowerCase()) {
      const code = char.charCodeAt(0);
      if (code >= 128) throw new RangeError("a keyword is ASCII");
      if (classOf[code] !== 0) continue;
      classOf[code] = classes;
      classOf[char.toUpperCase().charCodeAt(0)] = classes++;
    }
  }
  return { classOf, classes };
}

/** A prefix of words. */
interface Node {
  readonly next: Map<number, Node>;
  readonly ends: number[];
  state: number;
  failure: Node | null;
}

const nodeOf = (): Node => ({ next: new Map(), ends: [], state: ROOT, failure: null });

function buildTrie(words: readonly string[], classOf: Uint8Array): Node {
  const root = nodeOf();
  words.forEach((word, index) => {
    if (word === "") throw new RangeError("a keyword is not empty");
    let node = root;
    for (let i = 0; i < word.length; i++) {
      const on = classOf[word.charCodeAt(i)] as number;
      let child = node.next.get(on);
      if (child === undefined) {
        child = nodeOf();
        node.next.set(on, child);
      }
      node = child;
    }
    node.ends.push(index);
  });
  return root;
}

/** Fills the table breadth-first: a missing transition of a state is that of its longest suffix. */
function link(root: Node, shift: number): { next: Int16Array | Int32Array; outputs: (readonly number[] | undefined)[] } {
  const queue = [root];
  for (let head = 0; head < queue.length; head++)
    for (const child of (queue[head] as Node).next.values()) child.state = queue.push(child) - 1;
  const cells = queue.length << shift;
  const next = queue.length <= FEW_STATES ? new Int16Array(cells) : new Int32Array(cells);
  for (const { state, next: children, ends, failure } of queue) {
    const row = state << shift;
    const back = (failure?.state ?? ROOT) << shift;
    if (failure !== null) {
      ends.push(...failure.ends);
      next.copyWithin(row, back, back + (1 << shift));
    }
    for (const [on, child] of children) {
      child.failure = state === ROOT ? root : (queue[next[row | on] as number] as Node);
      next[row | on] = child.state;
    }
  }
  const outputs = queue.map(({ ends }) => (ends.length > 0 ? ends : undefined));
  for (let i = 0; i < next.length; i++) if (outputs[next[i] as number] !== undefined) next[i] = ~(next[i] as number);
  return { next, outputs };
}
