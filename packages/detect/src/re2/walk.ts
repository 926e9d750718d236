import type { Automaton } from "./automaton.ts";
import { runeAt, type Stretch } from "./codes.ts";
import type { Positions } from "./positions.ts";
import { OP, type Program } from "./program.ts";

/** Where the groups of a match begin and end: the whole match first; -1 for a group that takes no part. */
export type Groups = readonly number[];

/**
 * Goes the way of a match from where it starts. The path says of every step whether it can be completed, so no step is ever taken back.
 * @returns how many instructions it looked at
 */
export type Walk = (stretch: Stretch, from: number, path: Int32Array, groups: number[]) => number;

export function walker(program: Program, positions: Positions, automaton: Automaton): Walk {
  const { instructions, start, takerOf, classOf, takersOf } = program;
  const { kinds, kindAt, holds } = positions;
  const seen = new Int32Array(instructions.length);
  /** Where a way was left: the other branch; or, below zero, the capture to put back, with what to put back before it. */
  const ways: number[] = [];
  let round = 0;

  /** The next instruction that takes a character, or the end of the match: by the first branch that leads to one. */
  const advance = (stretch: Stretch, from: number, at: number, path: Int32Array, groups: number[]): number => {
    const kind = kinds === 1 ? 0 : kindAt(stretch, at);
    const rune = at < stretch.to ? runeAt(stretch, at) : -1;
    const taking = rune < 0 ? undefined : takersOf(classOf(rune));
    const after = rune < 0 ? 0 : (path[at + (rune > 0xffff ? 2 : 1)] as number);
    round = (round + 1) | 0;
    ways.length = 0;
    for (let pc = from; ; ) {
      const dead = seen[pc] === round;
      seen[pc] = round;
      looked++;
      const { op, out, arg } = instructions[pc] as Program["instructions"][number];
      if (!dead) {
        if (op === OP.MATCH) return pc;
        if (op >= OP.RUNE) {
          const taker = takerOf[pc] as number;
          if (taking !== undefined && ((taking[taker >> 5] as number) & (1 << (taker & 31))) !== 0 && automaton.completes(after, taker))
            return pc;
        } else if (op !== OP.FAIL && (op !== OP.EMPTY || holds(arg, kind))) {
          if (op === OP.ALT || op === OP.ALT_MATCH) ways.push(arg);
          else if (op === OP.CAPTURE && arg < groups.length) {
            ways.push(groups[arg] as number, ~arg);
            groups[arg] = at;
          }
          pc = out;
          continue;
        }
      }
      let next = ways.pop();
      while (next !== undefined && next < 0) {
        groups[~next] = ways.pop() as number;
        next = ways.pop();
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
