import { findBase64Runs, type Span } from "../../text/base64.ts";
import { ESCAPE_MARKS, isJoint, JOINT_MARKS } from "../../text/disguise.ts";
import { indexKeywords } from "../../text/keyword-index.ts";
import type { SecretRule } from "./rule.ts";

/** What a rule's pattern found, before anybody judged it. */
export interface Match {
  readonly rule: SecretRule;
  /** Where the name of the credential begins, or the credential itself. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

export interface Matches {
  readonly matches: readonly Match[];
  /** Where escapes of printable characters begin, ascending. */
  readonly escapes: readonly number[];
  /** Where one text goes on in another piece, ascending. */
  readonly joints: readonly number[];
  /** Where names of credentials end, ascending. */
  readonly names: readonly number[];
  /** Runs of base64 of at least `LEAST_RUN` characters. */
  readonly runs: readonly Span[];
  /** Whether every character is ASCII. */
  readonly ascii: boolean;
}

/** Finds every match of every rule in a text. */
export interface Matcher {
  readonly match: (text: string) => Matches;
  /** Whether a name holds a keyword of a rule that goes by names. */
  readonly isTelling: (name: string) => boolean;
  /** Whether a name holds a name of a credential. */
  readonly isNaming: (name: string) => boolean;
}

/** Of ASCII in which nothing calls for a second look. */
export const NOTHING_MATCHED: Matches = { matches: [], escapes: [], joints: [], names: [], runs: [], ascii: true };

/** How long a run of base64 is at which rules without keywords are tried. */
const LEAST_RUN = 22;

interface Compiled {
  readonly rule: SecretRule;
  readonly sticky: RegExp;
  /** Where a keyword of it stands in the text that is being scanned. */
  starts: number[];
}

const MARKS = ESCAPE_MARKS.length + JOINT_MARKS.length;

/** One pass over a text for all keywords, then each rule's pattern only where one of its keywords stands. */
export function compileMatcher(rules: readonly SecretRule[]): Matcher {
  const compiled: Compiled[] = rules.map((rule) => ({ rule, sticky: new RegExp(rule.pattern, `${rule.flags}y`), starts: [] }));
  const runRules = compiled.filter(({ rule }) => rule.keywords.length === 0);
  const words = new Map<string, Compiled[]>([...ESCAPE_MARKS, ...JOINT_MARKS].map((mark) => [mark, []]));
  for (const one of compiled) {
    for (const keyword of new Set(one.rule.keywords)) words.set(keyword, [...(words.get(keyword) ?? []), one]);
  }
  const spelled = [...words.keys()];
  const lengths = spelled.map((word) => word.length);
  const owners = [...words.values()];
  const naming = Uint8Array.from(owners, (rules) => (rules.some(({ rule }) => rule.isNamed === true) ? 1 : 0));
  const index = indexKeywords(spelled);

  // Of the text that is being scanned; made anew only once something was noted, for most texts hold nothing.
  let escapes: number[] = [];
  let joints: number[] = [];
  let names: number[] = [];
  let touched: Compiled[] = [];
  const note = (word: number, end: number) => {
    const start = end - (lengths[word] as number);
    if (word < ESCAPE_MARKS.length) escapes.push(start);
    else if (word < MARKS) joints.push(start);
    else if (naming[word] === 1) names.push(end);
    for (const one of owners[word] as Compiled[]) {
      if (one.starts.length === 0) touched.push(one);
      one.starts.push(start);
    }
  };

  return {
    match(text) {
      const ascii = index.scan(text, note);
      const runs = text.length < LEAST_RUN ? NOTHING_MATCHED.runs : findBase64Runs(text, LEAST_RUN);
      // Most texts of a request: nothing in them calls for a second look.
      if (joints.length > 0) joints = joints.filter((at) => isJoint(text, at));
      if (ascii && touched.length === 0 && escapes.length === 0 && joints.length === 0 && runs.length === 0) return NOTHING_MATCHED;
      if (runs.length > 0 && runRules.length > 0) {
        for (const start of runStarts(text, runs)) {
          for (const one of runRules) {
            if (one.starts.length === 0) touched.push(one);
            one.starts.push(start);
          }
        }
      }
      const noted = { escapes, joints, names, touched };
      escapes = [];
      joints = [];
      names = [];
      touched = [];
      const matches: Match[] = [];
      for (const one of noted.touched) tryAll(text, one, matches);
      return { matches, escapes: noted.escapes, joints: noted.joints, names: noted.names, runs, ascii };
    },
    isTelling: (name) => {
      let telling = false;
      index.scan(name, (word) => {
        telling ||= word >= MARKS;
      });
      return telling;
    },
    isNaming: (name) => {
      let found = false;
      index.scan(name, (word) => {
        found ||= naming[word] === 1;
      });
      return found;
    },
  };
}

/** Tries one rule where its keywords stand, left to right, never within what it has matched. Empties the list. */
function tryAll(text: string, one: Compiled, matches: Match[]): void {
  const { starts, sticky, rule } = one;
  one.starts = [];
  if (starts.some((start, i) => i > 0 && start < (starts[i - 1] as number))) starts.sort((a, b) => a - b);
  let free = 0;
  for (const start of starts) {
    if (start < free) continue;
    sticky.lastIndex = start;
    const found = sticky.exec(text);
    if (found === null) continue;
    matches.push(toMatch(rule, found));
    free = start + found[0].length;
  }
}

function toMatch(rule: SecretRule, found: RegExpExecArray): Match {
  const end = found.index + found[0].length;
  const { secret, lead } = found.groups ?? {};
  return { rule, from: found.index, start: secret === undefined ? found.index - (lead?.length ?? 0) : end - secret.length, end };
}

/** Where runs of base64 begin, and begin again after `/` and `+`. */
function runStarts(text: string, runs: readonly Span[]): number[] {
  const starts: number[] = [];
  for (const { start, end } of runs) {
    starts.push(start);
    for (let i = start; i < end - LEAST_RUN; i++) {
      const code = text.charCodeAt(i);
      if (code === 43 || code === 47) starts.push(i + 1);
    }
  }
  return starts;
}

const NOT_ASCII = /[^\x00-\x7f]/;

/** Every rule over the whole text, one after the other: what `compileMatcher` must equal. */
export function compileNaiveMatcher(rules: readonly SecretRule[]): Matcher {
  const quick = compileMatcher(rules);
  const compiled = rules.map((rule) => ({ rule, pattern: new RegExp(rule.pattern, `${rule.flags}g`) }));
  const joints = new RegExp(`(?=${JOINT_MARKS.map((mark) => mark.replace(/[\\+.]/g, "\\$&")).join("|")})`, "g");
  const marks = new RegExp(ESCAPE_MARKS.map((mark) => mark.replace("\\", "\\\\")).join("|"), "gi");
  return {
    match: (text) => ({
      matches: compiled.flatMap(({ rule, pattern }) => Array.from(text.matchAll(pattern), (found) => toMatch(rule, found))),
      escapes: Array.from(text.matchAll(marks), ({ index }) => index),
      joints: Array.from(text.matchAll(joints), ({ index }) => index).filter((at) => isJoint(text, at)),
      names: quick.match(text).names,
      runs: findBase64Runs(text, LEAST_RUN),
      ascii: !NOT_ASCII.test(text),
    }),
    isTelling: quick.isTelling,
    isNaming: quick.isNaming,
  };
}
