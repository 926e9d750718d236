import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";

/** A set of consumers, as pairs of a word's index and its bits. The element after the last consumer means that a match may start. */
export type SparseSet = Int32Array;

/** Returns the consumers from which `pc` is reachable by empty transitions, for a kind of position (line start, word boundary, …). */
export type LeadingTo = (pc: number, kind: number) => SparseSet;

/** Computes each set on first use, because most are never needed. */
export function leadBack(program: Program, { kinds, holds }: Positions): LeadingTo {
  const search = searchBack(program);
  const known: (SparseSet | undefined)[] = [];
  return (pc, kind) => {
    const key = pc * kinds + kind;
    const set = known[key];
    if (set !== undefined) return set;
    const { elements } = search(pc, (condition) => holds(condition, kind));
    const found = sparse(elements, program.words);
    known[key] = found;
    return found;
  };
}

/**
 * Counts the instructions between one character and the next, over all consumers. Nested repeats multiply this number.
 * @param most - limit at which counting stops
 */
export function countPaths(program: Program, most: number): number {
  const search = searchBack(program);
  let paths = 0;
  for (const pc of program.consumers) {
    paths += search(pc, () => true).seen;
    if (paths > most) break;
  }
  return paths;
}

function searchBack({ instructions, start, consumers, consumerOf }: Program) {
  const before: number[][] = instructions.map(() => []);
  for (const [pc, { op, out, arg }] of instructions.entries()) {
    if (op === OP.MATCH || op === OP.FAIL) continue;
    before[out]?.push(pc);
    if (op === OP.ALT || op === OP.ALT_MATCH) before[arg]?.push(pc);
  }
  const seen = new Int32Array(instructions.length);
  let round = 0;
  return (pc: number, holds: (condition: number) => boolean) => {
    const elements: number[] = [];
    const found = [pc];
    seen[pc] = ++round;
    for (const one of found) {
      if (one === start) elements.push(consumers.length);
      for (const earlier of before[one] as number[]) {
        const consumer = consumerOf[earlier] as number;
        const { op, arg } = instructions[earlier] as Program["instructions"][number];
        if (consumer >= 0) elements.push(consumer);
        else if (seen[earlier] !== round && (op !== OP.EMPTY || holds(arg))) {
          seen[earlier] = round;
          found.push(earlier);
        }
      }
    }
    return { elements, seen: found.length };
  };
}

function sparse(elements: readonly number[], words: number): SparseSet {
  const bits = new Int32Array(words);
  for (const element of elements) bits[element >> 5] = (bits[element >> 5] as number) | (1 << (element & 31));
  return Int32Array.from([...bits].flatMap((set, word) => (set === 0 ? [] : [word, set])));
}
