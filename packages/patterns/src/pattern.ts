import { createAutomaton } from "./automaton.ts";
import { countPaths } from "./closures.ts";
import type { Stretch } from "./codes.ts";
import { codesOf, memoryOf, pathFor, type Steps } from "./memory.ts";
import { classifyPositions } from "./positions.ts";
import { readProgram } from "./program.ts";
import { type Groups, walker } from "./walk.ts";

export type { Groups };

/** Steps of a call, of a match, and of each instruction of a match. */
const CALL_STEP = 150;
const MATCH_STEP = 800;
const WALK_STEP = 80;
/** Characters that a search for a fixed text reads in one step. */
const SEARCHED_PER_STEP = 2;
const MAX_PATHS = 50_000;

/**
 * A pattern in RE2 syntax. An automaton reads a text once from its end and marks the positions where matches start. From there each match
 * is followed without backtracking, so time is proportional to the length of the text for every pattern.
 */
export interface Pattern {
  /** Number of instructions of the compiled program. */
  readonly size: number;
  readonly groups: number;
  /** Returns true when the pattern matches anywhere in a text; undefined when the step budget ran out. */
  readonly test: (text: string, steps: Steps) => boolean | undefined;
  /** Returns the leftmost matches without overlaps; undefined when the step budget ran out. */
  readonly find: (text: string, steps: Steps, within?: Within) => readonly Groups[] | undefined;
}

/** The part of a text to search, and the maximum number of matches. */
export interface Within {
  readonly from?: number;
  readonly to?: number;
  readonly most?: number;
}

/** @throws Error with a sentence about a pattern that is not valid RE2, or whose nested repeats are too large */
export function compilePattern(source: string): Pattern {
  const program = readProgram(source);
  const { instructions, groups, prefix } = program;
  if (countPaths(program, MAX_PATHS) > MAX_PATHS)
    throw new Error(
      "the pattern repeats optional repeats, which multiply: write one repeat with one bound, such as a{0,400} for (a{0,20}){0,20}",
    );
  const positions = classifyPositions(instructions);
  const automaton = createAutomaton(program, positions);
  const walk = walker(program, positions, automaton);
  /** Returns the earliest position at which a match can start; undefined when there is none. */
  const floorOf = (text: string, from: number, to: number, steps: Steps): number | undefined => {
    steps.left -= CALL_STEP;
    if (prefix === "") return from;
    const offset = (to - from < text.length ? text.slice(from, to) : text).indexOf(prefix);
    steps.left -= Math.ceil((offset < 0 ? to - from : offset) / SEARCHED_PER_STEP);
    return offset < 0 ? undefined : from + offset;
  };
  return {
    size: instructions.length,
    groups,
    test(text, steps) {
      const floor = floorOf(text, 0, text.length, steps);
      if (steps.left < 0) return undefined;
      if (floor === undefined) return false;
      const memory = memoryOf(steps);
      return automaton.readBack({ codes: codesOf(text, memory), from: 0, to: text.length, memory }, floor, steps, undefined);
    },
    find(text, steps, { from = 0, to = text.length, most = Number.POSITIVE_INFINITY } = {}) {
      const floor = floorOf(text, from, to, steps);
      if (steps.left < 0) return undefined;
      if (floor === undefined) return [];
      const memory = memoryOf(steps);
      const stretch: Stretch = { codes: codesOf(text, memory), from, to, memory };
      const path = pathFor(to, memory);
      const found = automaton.readBack(stretch, floor, steps, path);
      if (found !== true) return found === undefined ? undefined : [];
      const matches: Groups[] = [];
      for (let at = floor; at <= to && matches.length < most; ) {
        if (!automaton.starts(stretch, path[at] as number)) {
          at++;
          continue;
        }
        const one = new Array<number>(2 * groups + 2).fill(-1);
        steps.left -= MATCH_STEP + WALK_STEP * walk(stretch, at, path, one);
        if (steps.left < 0) return undefined;
        matches.push(one);
        const end = one[1] as number;
        at = end === at ? end + 1 : end;
      }
      return matches;
    },
  };
}
