import { decodeBase64Text, decodeHexText, type Span } from "../../text/base64.ts";
import { findDisguises, reveal } from "../../text/disguise.ts";
import type { Steps } from "../../text/pattern/automaton.ts";
import { budgetFor } from "../../text/pattern/budget.ts";
import { judge } from "./judge.ts";
import { isListedDigest } from "./listed-digest.ts";
import { type Match, type Matcher, type Matches, NOTHING_MATCHED } from "./matcher.ts";
import { namedCells } from "./named-cells.ts";
import { promptsIn } from "./prompts-in.ts";
import type { SecretRule } from "./rule.ts";

/** A credential in a text. */
export interface Hit extends Span {
  readonly rule: SecretRule;
  readonly confidence: number;
  /** The credential as it reads without encodings; for the fingerprint only. */
  readonly secret: string;
}

/** What a scan needs to know. */
export interface TextScanner {
  readonly matcher: Matcher;
  /** Rules that are not shipped. */
  readonly custom?: (text: string, steps: Steps) => { readonly hits: readonly Hit[]; readonly unfinished?: string };
}

export interface TextScan {
  readonly hits: readonly Hit[];
  /** The rule of the organisation for which steps ran out. */
  readonly unfinished?: string;
}

const LEAST_ENCODED = 24;
/** A column of this name alone may hold words of a language: its values must look random. */
const TOKEN = /^tokens?$/i;
/** How much of a name is read before the part of it that a rule goes by. */
const NAME_BEFORE = 96;
/** How a text came about: as it was given, read without a disguise, or decoded. */
type Origin = "given" | "revealed" | "decoded";
/** A credential that is encoded more often than this has been hidden from its owner too. */
const MAX_DEPTH = 3;
export const NOTHING_FOUND: TextScan = { hits: [] };

/**
 * Every credential of a text, in order, without overlaps; also those in base64, hexadecimal, escapes and disguise.
 * @param steps - what rules of the organisation may spend, shared with the other texts of the request
 */
export function scanText(text: string, scanner: TextScanner, steps: Steps = budgetFor(text.length)): TextScan {
  const looked = scanner.matcher.match(text);
  if (looked === NOTHING_MATCHED && scanner.custom === undefined) return NOTHING_FOUND;
  const found: Found = { hits: [], steps };
  collect(text, looked, scanner, "given", 0, found, inPlace);
  if (found.hits.length === 0 && found.unfinished === undefined) return NOTHING_FOUND;
  const hits = withoutOverlaps(found.hits);
  return found.unfinished === undefined ? { hits } : { hits, unfinished: found.unfinished };
}

interface Found {
  readonly hits: Hit[];
  readonly steps: Steps;
  unfinished?: string;
}

/** Where a stretch of a text lies in the text that was given. */
type Locate = (span: Span) => Span;
const inPlace: Locate = (span) => span;

function collect(text: string, looked: Matches, scanner: TextScanner, origin: Origin, depth: number, found: Found, locate: Locate): void {
  const { matches, escapes, joints, names, runs, ascii } = looked;
  const isBehindPrompt = promptsIn(text);
  for (const match of matches) {
    const hit = toHit(text, match, isBehindPrompt);
    if (hit !== undefined) found.hits.push({ ...hit, ...locate(hit) });
  }
  collectCells(text, names, scanner, found, locate);
  const custom = scanner.custom?.(text, found.steps);
  for (const hit of custom?.hits ?? []) found.hits.push({ ...hit, ...locate(hit) });
  if (custom?.unfinished !== undefined) found.unfinished ??= custom.unfinished;
  if (depth >= MAX_DEPTH) return;
  const disguises = origin === "given" && !ascii ? findDisguises(text) : [];
  const seams = origin === "revealed" || joints.length === 0 ? escapes : [...escapes, ...joints].sort((a, b) => a - b);
  for (const marks of [seams, disguises]) {
    if (marks.length === 0) continue;
    for (const part of reveal(text, marks)) {
      collect(part.text, scanner.matcher.match(part.text), scanner, "revealed", depth + 1, found, ({ start, end }) =>
        locate(part.origin(start, end)),
      );
    }
  }
  for (const run of runs) {
    if (run.end - run.start < LEAST_ENCODED) continue;
    const decoded = decodeHexText(text, run) ?? decodeBase64Text(text, run);
    // The whole run stands for what is found in it.
    if (decoded !== undefined) collect(decoded, scanner.matcher.match(decoded), scanner, "decoded", depth + 1, found, () => locate(run));
  }
}

/** Rules of the organisation once more: of a text that was read with its name, the value alone, where `^` and `$` are its ends. */
export function addValueAlone(scan: TextScan, text: string, { custom }: TextScanner, steps: Steps): TextScan {
  const alone = custom?.(text, steps);
  if (alone === undefined || (alone.hits.length === 0 && alone.unfinished === undefined)) return scan;
  const hits = withoutOverlaps([...scan.hits, ...alone.hits]);
  const unfinished = scan.unfinished ?? alone.unfinished;
  return unfinished === undefined ? { hits } : { hits, unfinished };
}

function toHit(text: string, match: Match, isBehindPrompt: (match: Match) => boolean): Hit | undefined {
  const { rule, from, start, end } = match;
  const secret = text.slice(start, end);
  const confidence = judge(rule, secret, text.slice(from, start), text.slice(Math.max(0, from - NAME_BEFORE), from));
  if (confidence === undefined) return undefined;
  if (rule.category === "generic" && (isListedDigest(text, start, end) || isBehindPrompt(match))) return undefined;
  return { rule, confidence, secret, start, end };
}

/** A cell of a table or a form is read together with its name, as a member is. */
function collectCells(text: string, names: readonly number[], { matcher }: TextScanner, found: Found, locate: Locate): void {
  for (const { start, end, hint } of namedCells(text, names, matcher.isNaming)) {
    const prefix = `${hint}="`;
    const isToken = TOKEN.test(hint);
    const read = `${prefix}${text.slice(start, end)}"`;
    for (const match of matcher.match(read).matches) {
      if (match.rule.isNamed !== true || match.start < prefix.length || (isToken && match.rule.check === "password_value")) continue;
      const hit = toHit(read, match, () => false);
      if (hit === undefined) continue;
      const at = start - prefix.length;
      found.hits.push({ ...hit, ...locate({ start: hit.start + at, end: Math.min(hit.end + at, end) }) });
    }
  }
}

/** Of hits that share characters the surest stays, and stands for all that they cover. */
function withoutOverlaps(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start || b.end - a.end || rank(b) - rank(a) || (a.rule.id < b.rule.id ? -1 : 1))) {
    const last = kept.at(-1);
    if (last === undefined || hit.start >= last.end) {
      kept.push(hit);
      continue;
    }
    const surer = rank(hit) > rank(last) ? hit : last;
    kept[kept.length - 1] = { ...surer, start: last.start, end: Math.max(last.end, hit.end) };
  }
  return kept;
}

function rank({ rule, confidence }: Hit): number {
  return rule.category === "generic" || rule.category === "token" ? confidence : confidence + 1;
}
