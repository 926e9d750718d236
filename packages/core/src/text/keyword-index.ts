/** Finds where any of many words stands in a text, in one pass (Aho and Corasick, 1975). ASCII letters match in either case. */
export interface KeywordIndex {
  /**
   * Calls back for each occurrence, in order of its end: which word, and the index after its last character.
   * @returns whether every character of the text is ASCII
   */
  scan(text: string, found: (word: number, end: number) => void): boolean;
}

const ROOT = 0;
/** As many states fit into half the memory. */
const FEW_STATES = 0x7fff;

/**
 * Builds the automaton as one dense table: a state and a character class give the next state, so a character costs one look-up.
 * States are numbered by their depth: those that ordinary text keeps coming back to lie side by side and stay in the cache.
 * One at which words end is kept as its complement, so that a look at the sign is enough.
 * @param words ASCII, not empty; duplicates are allowed
 */
export function indexKeywords(words: readonly string[]): KeywordIndex {
  const { classOf, classes } = classify(words);
  const shift = 32 - Math.clz32(classes - 1);
  const trie = buildTrie(words, classOf);
  const { next, outputs } = link(trie, shift);
  return {
    scan(text, found) {
      let state = ROOT;
      let seen = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        seen |= code;
        state = next[(state << shift) | (code < 128 ? (classOf[code] as number) : 0)] as number;
        if (state >= 0) continue;
        state = ~state;
        const words = outputs[state] as readonly number[];
        for (let w = 0; w < words.length; w++) found(words[w] as number, i + 1);
      }
      return seen < 128;
    },
  };
}

/** Characters that no word has share class 0. */
function classify(words: readonly string[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(128);
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

/** A beginning of words. */
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

/** Breadth first: what a state lacks, it takes over from its longest suffix. */
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
