import type { Stretch } from "./codes.ts";
import { type Instruction, OP } from "./program.ts";

/** Conditions on a position between two characters, as RE2JS numbers them. */
const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const BORDER = 16;
const NO_BORDER = 32;

/** Kinds of a character next to a position. */
const OTHER = 0;
const WORD = 1;
const NEWLINE = 2;
const NONE = 3;
const TRAITS = 4;
const traits = Uint8Array.from({ length: 128 }, (_, code) => (code === 10 ? NEWLINE : /\w/.test(String.fromCharCode(code)) ? WORD : OTHER));

/** Kinds of positions that a pattern distinguishes. */
export interface Positions {
  readonly kinds: number;
  /** Returns the kind of a position, from 0. */
  readonly kindAt: (stretch: Stretch, at: number) => number;
  /** Returns true when a condition holds at all positions of a kind. */
  readonly holds: (condition: number, kind: number) => boolean;
}

export function classifyPositions(instructions: readonly Instruction[]): Positions {
  const asked = instructions.reduce((bits, { op, arg }) => (op === OP.EMPTY ? bits | arg : bits), 0);
  const meaning: number[] = [];
  const kindOf = Uint8Array.from({ length: TRAITS * TRAITS }, (_, pair) => {
    const bits = bitsOf(Math.floor(pair / TRAITS), pair % TRAITS) & asked;
    const known = meaning.indexOf(bits);
    return known >= 0 ? known : meaning.push(bits) - 1;
  });
  return {
    kinds: meaning.length,
    kindAt: (stretch, at) => kindOf[traitAt(stretch, at - 1) * TRAITS + traitAt(stretch, at)] as number,
    holds: (condition, kind) => (condition & ~(meaning[kind] as number)) === 0,
  };
}

function traitAt({ codes, from, to }: Stretch, at: number): number {
  if (at < from || at >= to) return NONE;
  const code = codes[at] as number;
  return code < 128 ? (traits[code] as number) : OTHER;
}

function bitsOf(before: number, after: number): number {
  let bits = (before === WORD) === (after === WORD) ? NO_BORDER : BORDER;
  if (before === NONE) bits |= BEGIN_TEXT | BEGIN_LINE;
  else if (before === NEWLINE) bits |= BEGIN_LINE;
  if (after === NONE) bits |= END_TEXT | END_LINE;
  else if (after === NEWLINE) bits |= END_LINE;
  return bits;
}
