import { createAutomaton, type Steps } from "./automaton.ts";
import { countWays } from "./closures.ts";
import { codesOf, type Stretch } from "./codes.ts";
import { tellPositions } from "./positions.ts";
import { readProgram } from "./program.ts";
import { type Groups, walker } from "./walk.ts";

export type { Groups };

/** What a call costs, a match, and an instruction on its way. */
const CALL_STEP = 150;
const MATCH_STEP = 800;
const WALK_STEP = 80;
/** Characters of a search for a fixed text that one step pays for. */
const SEARCHED_PER_STEP = 2;
const MOST_WAYS = 50_000;

/**
 * A pattern in RE2 syntax. A text is read once, from its end, by an automaton that tells where matches start; from there a match is walked
 * without a wrong turn. So whether a pattern matches, and all its matches, take time in proportion to the text, whatever the pattern.
 */
export interface Pattern {
  /** Instructions that it compiles to. */
  readonly size: number;
  readonly groups: number;
  /** Whether it is found anywhere in a text; undefined when steps ran out. */
  readonly test: (text: string, steps: Steps) => boolean | undefined;
  /** Matches from the left that share no character; undefined when steps ran out. */
  readonly find: (text: string, steps: Steps, within?: Within) => readonly Groups[] | undefined;
}

/** A part of a text, which begins and ends there as far as the pattern can see, and how many matches are wanted. */
export interface Within {
  readonly from?: number;
  readonly to?: number;
  readonly most?: number;
}

/** @throws Error with a sentence about a pattern that is not valid RE2, or whose repeats multiply beyond measure */
export function compilePattern(source: string): Pattern {
  const program = readProgram(source);
  const { instructions, groups, prefix } = program;
  if (countWays(program, MOST_WAYS) > MOST_WAYS)
    throw new Error(
      "the pattern repeats optional repeats, which multiply: write one repeat with one bound, such as a{0,400} for (a{0,20}){0,20}",
    );
  const positions = tellPositions(instructions);
  const automaton = createAutomaton(program, positions);
  const walk = walker(program, positions, automaton);
  /** Where a match can start at the earliest; undefined when there is none. */
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
      return floor !== undefined && automaton.readBack({ codes: codesOf(text), from: 0, to: text.length }, floor, steps, undefined);
    },
    find(text, steps, { from = 0, to = text.length, most = Number.POSITIVE_INFINITY } = {}) {
      const floor = floorOf(text, from, to, steps);
      if (steps.left < 0) return undefined;
      if (floor === undefined) return [];
      const stretch: Stretch = { codes: codesOf(text), from, to };
      const path = pathFor(to);
      const found = automaton.readBack(stretch, floor, steps, path);
      if (found !== true) return found === undefined ? undefined : [];
      const matches: Groups[] = [];
      for (let at = floor; at <= to && matches.length < most; ) {
        if (!automaton.starts(path[at] as number)) {
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

/** States at the positions of the text that is being searched. One search is over before the next begins. */
let shared = new Int32Array(1 << 12);
const KEPT = 1 << 20;

function pathFor(length: number): Int32Array {
  if (length < shared.length) return shared;
  const path = new Int32Array(Math.max(length + 1, 2 * shared.length));
  if (path.length <= KEPT) shared = path;
  return path;
}
