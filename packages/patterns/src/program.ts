import { RE2JS } from "re2js";

/** Characters whose class is kept in a table. */
export const LATIN = 256;

/** One instruction of the program that RE2 compiles a pattern to. */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  /** The second branch, the number of a capture, or the condition of a position. */
  readonly arg: number;
  readonly runes: Int32Array;
  readonly matchRune: (rune: number) => boolean;
}

/** Operations of instructions, with the numbers of RE2JS. */
export const OP = {
  ALT: 1,
  ALT_MATCH: 2,
  CAPTURE: 3,
  EMPTY: 4,
  FAIL: 5,
  MATCH: 6,
  NOP: 7,
  RUNE: 8,
  RUNE1: 9,
  ANY: 10,
  ANY_BUT_NEWLINE: 11,
} as const;
const NEWLINE = 10;

/** A compiled pattern. This file is the only one that reads internals of RE2JS. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  readonly groups: number;
  /** Fixed text with which every match begins; empty when there is none. */
  readonly prefix: string;
  /** Instructions that consume a character. */
  readonly consumers: readonly number[];
  /** Index in `consumers` of each instruction; -1 for the others. */
  readonly consumerOf: Int32Array;
  /** Number of 32-bit words of a set of consumers and one more element. */
  readonly words: number;
  /** Number of character classes. Characters that every instruction treats alike share a class. */
  readonly classes: number;
  readonly classOf: (rune: number) => number;
  /** {@link Program.classOf} of the first characters. */
  readonly latin: Uint16Array;
  /** Returns the consumers that accept a class, as a set. */
  readonly consumersOf: (kind: number) => Int32Array;
}

/** @throws Error of the engine when the pattern is not valid RE2 */
export function readProgram(pattern: string): Program {
  const regex = RE2JS.compile(pattern);
  const { prog, prefix, dfa } = regex.re2();
  const instructions: readonly Instruction[] = prog.inst;
  const consumers = instructions.flatMap(({ op }, pc) => (op >= OP.RUNE && op <= OP.ANY_BUT_NEWLINE ? [pc] : []));
  const consumerOf = new Int32Array(instructions.length).fill(-1);
  for (const [i, pc] of consumers.entries()) consumerOf[pc] = i;
  const words = (consumers.length >> 5) + 1;
  const { latin, classOf } = classifier(dfa.classBounds);
  return {
    instructions,
    start: prog.start,
    groups: regex.groupCount(),
    prefix: prefix ?? "",
    consumers,
    consumerOf,
    words,
    classes: dfa.classBounds.length + 1,
    classOf,
    latin,
    consumersOf: setsByClass(instructions, consumers, words, dfa.classBounds),
  };
}

/** @param bounds - first characters of all classes but the first, ascending */
function classifier(bounds: Int32Array): Pick<Program, "latin" | "classOf"> {
  const search = (rune: number) => {
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] as number) <= rune) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const latin = Uint16Array.from({ length: LATIN }, (_, rune) => search(rune));
  return { latin, classOf: (rune) => (rune < LATIN ? (latin[rune] as number) : search(rune)) };
}

function setsByClass(instructions: readonly Instruction[], consumers: readonly number[], words: number, bounds: Int32Array) {
  const sets: Int32Array[] = [];
  return (kind: number): Int32Array => {
    const known = sets[kind];
    if (known !== undefined) return known;
    const set = new Int32Array(words);
    const rune = kind === 0 ? 0 : (bounds[kind - 1] as number);
    for (const [i, pc] of consumers.entries())
      if (takes(instructions[pc] as Instruction, rune)) set[i >> 5] = (set[i >> 5] as number) | (1 << (i & 31));
    sets[kind] = set;
    return set;
  };
}

function takes(instruction: Instruction, rune: number): boolean {
  if (instruction.op === OP.ANY) return true;
  if (instruction.op === OP.ANY_BUT_NEWLINE) return rune !== NEWLINE;
  return instruction.op === OP.RUNE1 ? rune === instruction.runes[0] : instruction.matchRune(rune);
}
