import type { Automaton } from "./automaton.ts";
import { runeAt, type Stretch } from "./codes.ts";
import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";

/** Start and end of each group of a match, the whole match first; -1 for a group that did not match. */
export type Groups = readonly number[];

/**
 * Follows a match from its start. The path tells for every step whether it completes the match, so no step is undone.
 * @returns the number of instructions read
 */
export type Walk = (stretch: Stretch, from: number, path: Int32Array, groups: number[]) => number;

export function walker(program: Program, positions: Positions, automaton: Automaton): Walk {
  const { instructions, start, consumerOf, classOf, consumersOf } = program;
  const { kinds, kindAt, holds } = positions;
  const seen = new Int32Array(instructions.length);
  /** Stack of pending branches. A negative entry restores a capture; the value to restore lies below it. */
  const pending: number[] = [];
  let round = 0;

  /** Returns the next instruction that consumes a character, or the end of the match. Earlier branches take precedence. */
  const advance = (stretch: Stretch, from: number, at: number, path: Int32Array, groups: number[]): number => {
    const kind = kinds === 1 ? 0 : kindAt(stretch, at);
    const rune = at < stretch.to ? runeAt(stretch, at) : -1;
    const taking = rune < 0 ? undefined : consumersOf(classOf(rune));
    const after = rune < 0 ? 0 : (path[at + (rune > 0xffff ? 2 : 1)] as number);
    round = (round + 1) | 0;
    pending.length = 0;
    for (let pc = from; ; ) {
      const dead = seen[pc] === round;
      seen[pc] = round;
      looked++;
      const { op, out, arg } = instructions[pc] as Program["instructions"][number];
      if (!dead) {
        if (op === OP.MATCH) return pc;
        if (op >= OP.RUNE) {
          const consumer = consumerOf[pc] as number;
          if (
            taking !== undefined &&
            ((taking[consumer >> 5] as number) & (1 << (consumer & 31))) !== 0 &&
            automaton.completes(stretch, after, consumer)
          )
            return pc;
        } else if (op !== OP.FAIL && (op !== OP.EMPTY || holds(arg, kind))) {
          if (op === OP.ALT || op === OP.ALT_MATCH) pending.push(arg);
          else if (op === OP.CAPTURE && arg < groups.length) {
            pending.push(groups[arg] as number, ~arg);
            groups[arg] = at;
          }
          pc = out;
          continue;
        }
      }
      let next = pending.pop();
      while (next !== undefined && next < 0) {
        groups[~next] = pending.pop() as number;
        next = pending.pop();
      }
      if (next === undefined) break;
      pc = next;
    }
    throw new Error("a match that starts has no way on");
  };

  let looked = 0;
  return (stretch, from, path, groups) => {
    looked = 0;
    groups[0] = from;
    let at = from;
    for (let pc = advance(stretch, start, at, path, groups); ; ) {
      const { op, out } = instructions[pc] as (typeof instructions)[number];
      if (op === OP.MATCH) break;
      at += runeAt(stretch, at) > 0xffff ? 2 : 1;
      pc = advance(stretch, out, at, path, groups);
    }
    groups[1] = at;
    return looked;
  };
}
