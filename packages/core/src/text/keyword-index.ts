/** Finds where any of many words stands in a text, in one pass (Aho and Corasick, 1975). ASCII letters match in either case. */
export interface KeywordIndex {
  /**
   * Calls back for each occurrence, in order of its end: which word, and the index after its last character.
   * @returns whether every character of the text is ASCII
   */
  scan(text: string, found: (word: number, end: number) => void): boolean;
}

const ROOT = 0;

/**
 * Builds the automaton as one dense table: a state and a character class give the next state, so a character costs one look-up.
 * States are kept multiplied by the number of classes; one at which words end is kept as its complement, so that a look at the
 * sign is enough.
 * @param words ASCII, not empty; duplicates are allowed
 */
export function indexKeywords(words: readonly string[]): KeywordIndex {
  const { classOf, classes } = classify(words);
  const trie = buildTrie(words, classOf, classes);
  const next = Int32Array.from(trie.next);
  const outputs = linkFailures(next, trie.ends, classes);
  for (let i = 0; i < next.length; i++) if (outputs[(next[i] as number) / classes] !== undefined) next[i] = ~(next[i] as number);
  return {
    scan(text, found) {
      let state = ROOT;
      let seen = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        seen |= code;
        state = next[state + (code < 128 ? (classOf[code] as number) : 0)] as number;
        if (state >= 0) continue;
        state = ~state;
        const words = outputs[state / classes] as readonly number[];
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

function buildTrie(words: readonly string[], classOf: Uint8Array, classes: number): { next: number[]; ends: number[][] } {
  const next: number[] = new Array(classes).fill(ROOT);
  const ends: number[][] = [[]];
  words.forEach((word, index) => {
    if (word === "") throw new RangeError("a keyword is not empty");
    let state = ROOT;
    for (let i = 0; i < word.length; i++) {
      const at = state + (classOf[word.charCodeAt(i)] as number);
      if (next[at] === ROOT) {
        next[at] = ends.length * classes;
        ends.push([]);
        next.push(...new Array<number>(classes).fill(ROOT));
      }
      state = next[at] as number;
    }
    ends[state / classes]?.push(index);
  });
  return { next, ends };
}

/** Breadth first: what a state lacks, it takes over from its longest suffix. */
function linkFailures(next: Int32Array, ends: number[][], classes: number): (readonly number[] | undefined)[] {
  const failure = new Int32Array(ends.length);
  const queue: number[] = [];
  for (let c = 0; c < classes; c++) if (next[c] !== ROOT) queue.push(next[c] as number);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number;
    const back = failure[state / classes] as number;
    ends[state / classes]?.push(...(ends[back / classes] ?? []));
    for (let c = 0; c < classes; c++) {
      const to = next[state + c] as number;
      const otherwise = next[back + c] as number;
      if (to === ROOT) next[state + c] = otherwise;
      else {
        failure[to / classes] = otherwise;
        queue.push(to);
      }
    }
  }
  return ends.map((words) => (words.length > 0 ? words : undefined));
}
