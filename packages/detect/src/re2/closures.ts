import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";

/** A set of takers, as pairs of a word's index and its bits. The element after the last taker says that a match may start. */
export type SparseSet = Int32Array;

/** Which takers lead to an instruction without a character in between, by the kind of the position. */
export type LeadingTo = (pc: number, kind: number) => SparseSet;

/** Worked out when they are first needed: most never are. */
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
 * How many instructions lie between one character and the next, over all takers. A chain has a few for each; repeats within repeats multiply.
 * @param most - counting ends beyond
 */
export function countWays(program: Program, most: number): number {
  const search = searchBack(program);
  let ways = 0;
  for (const pc of program.takers) {
    ways += search(pc, () => true).seen;
    if (ways > most) break;
  }
  return ways;
}

function searchBack({ instructions, start, takers, takerOf }: Program) {
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
      if (one === start) elements.push(takers.length);
      for (const earlier of before[one] as number[]) {
        const taker = takerOf[earlier] as number;
        const { op, arg } = instructions[earlier] as Program["instructions"][number];
        if (taker >= 0) elements.push(taker);
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
