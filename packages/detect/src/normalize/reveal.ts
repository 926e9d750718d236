import { firstIndex } from "../first-index.ts";
import WORDS from "../rules/foreign-words.json" with { type: "json" };
import type { Span } from "../span.ts";
import { Disguise, disguiseOf, isFullWidth, plainChar } from "./lookalikes.ts";

/** A part of a text with escapes and disguises resolved, and the mapping back to the original. */
export interface Revealed {
  readonly text: string;
  /** Returns the original span of a span of `text`. */
  readonly locate: (span: Span) => Span;
}

/** Two string literals that are concatenated, a continued line, or a soft line break of quoted-printable text. */
const JOINT =
  "[\"'`](?:[ \\t]{0,4}[+.&\\\\][ \\t]{0,4}(?:\\r?\\n[ \\t]{0,40})?|[ \\t]{0,4}\\r?\\n[ \\t]{0,40}(?:[+.&][ \\t]{0,4})?)[\"'`]|\\\\\\r?\\n[ \\t]{0,8}|(?<=[A-Za-z0-9+/_-])=\\r?\\n(?=[A-Za-z0-9+/_-])";
/** Escapes of printable ASCII characters. */
const ESCAPE =
  "%(?:25){0,2}(?<percent>[2-7][0-9A-Fa-f])|\\\\u00(?<unicode>[2-7][0-9A-Fa-f])|\\\\x(?<hex>[2-7][0-9A-Fa-f])|&#x0{0,4}(?<entity>[2-7][0-9A-Fa-f]);|&#0{0,4}(?<decimal>\\d{2,3});|=(?<quoted>3[Dd])(?=.)";
/** Names of passwords and keys in other languages. They are read as `password: ` and `api_key: `. */
const FOREIGN = `(?<password>${WORDS.password})${WORDS.joiner}(?=[!-~]{6})|(?:${WORDS.key})${WORDS.joiner}(?=[!-~]{6})`;

const ESCAPE_OR_JOINT = new RegExp(`(?=[%\\\\&="'\`])(?:${ESCAPE}|${JOINT})`, "g");
const SPECIAL = new RegExp(
  `(?<joint>${JOINT})|${ESCAPE}|\\\\(?<control>[nrt"'/\\\\])|(?<foreign>${FOREIGN})|(?<wide>[^\\x00-\\x7f])`,
  "giu",
);
const FOREIGN_WORD = new RegExp(FOREIGN, "giu");
/** A quick test for the characters that escapes and joints begin with. */
const MAY_HAVE_ESCAPE = /%[2-7]|\\[ux\r\n]|&#|=3|=\r?\n|["'`][ \t]{0,4}[+.&\\\r\n]/;
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
/** Maximum number of characters between the start of a foreign word and its first character that is not ASCII, as in `API-Schlüssel`. */
const FOREIGN_BEFORE = 16;
/** Number of characters searched after a character that is not ASCII: the rest of the word, the joining words and the start of the value. */
const FOREIGN_AFTER = 48;
/** Characters of context on each side of an escape, joint or disguised character, so that the whole credential is in the part. */
const REACH = 300;

/** Returns the parts of a text around escapes, string joints, invisible characters, lookalikes and foreign names, resolved. */
export function reveal(text: string): readonly Revealed[] {
  const starts = findResolvable(text);
  const parts: Revealed[] = [];
  for (let i = 0; i < starts.length; ) {
    const start = Math.max(0, (starts[i] as number) - REACH);
    let end = (starts[i] as number) + REACH;
    for (i++; i < starts.length && (starts[i] as number) - REACH <= end; i++) end = (starts[i] as number) + REACH;
    parts.push(resolve(text, start, Math.min(end, text.length)));
  }
  return parts;
}

const NOT_ASCII = /[^\x00-\x7f]/;

/** Returns the offsets, ascending, of everything in a text that `resolve` may change. */
function findResolvable(text: string): readonly number[] {
  const starts = MAY_HAVE_ESCAPE.test(text) ? Array.from(text.matchAll(ESCAPE_OR_JOINT), ({ index }) => index) : [];
  if (!NOT_ASCII.test(text)) return starts;
  const others = findNonAscii(text);
  return others.length === 0 ? starts : [...starts, ...others].sort((a, b) => a - b);
}

/**
 * Returns the offsets of invisible characters, of lookalikes next to ASCII letters or digits, and of words in other languages. Words are
 * searched only near characters that are not ASCII, because a search of the whole text is slow.
 */
function findNonAscii(text: string): number[] {
  const starts: number[] = [];
  let start = 0;
  let end = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) continue;
    if (isDisguised(text, i, code)) starts.push(i);
    if (i - FOREIGN_BEFORE > end) {
      addForeignWords(text, start, end, starts);
      start = i - FOREIGN_BEFORE;
    }
    end = i + FOREIGN_AFTER;
  }
  addForeignWords(text, start, end, starts);
  return starts;
}

function addForeignWords(text: string, from: number, end: number, starts: number[]): void {
  const start = Math.max(0, from);
  if (end > start) for (const { index } of text.slice(start, end).matchAll(FOREIGN_WORD)) starts.push(start + index);
}

/** A lookalike in a word of its own script is an ordinary letter. */
function isDisguised(text: string, i: number, code: number): boolean {
  const disguise = disguiseOf(code);
  if (disguise === Disguise.Invisible) return true;
  return disguise === Disguise.Lookalike && (code === 0xd835 || isWordChar(text, i - 1) || isWordChar(text, i + 1));
}

function isWordChar(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || isFullWidth(code);
}

/** Resolves one part. Unchanged stretches are copied whole; the offsets of the others are kept for the way back. */
function resolve(text: string, start: number, end: number): Revealed {
  const out: string[] = [];
  /** Offsets in the result, and the offsets in `text` from which both advance together. */
  const resolved = [0];
  const originals = [start];
  let length = 0;
  let copied = start;
  const part = text.slice(0, end);
  SPECIAL.lastIndex = start;
  for (let match = SPECIAL.exec(part); match !== null; match = SPECIAL.exec(part)) {
    const { plain, width } = plainTextOf(part, match);
    const before = part.slice(copied, match.index);
    out.push(before, plain);
    length += before.length;
    copied = match.index + width;
    resolved.push(length, length + plain.length);
    originals.push(match.index, copied);
    length += plain.length;
    SPECIAL.lastIndex = copied;
  }
  const rest = part.slice(copied);
  out.push(rest);
  const originalOf = (at: number) => {
    const anchor = firstIndex(resolved, (offset) => offset > at) - 1;
    return (originals[anchor] as number) + (at - (resolved[anchor] as number));
  };
  return {
    text: out.join(""),
    locate: (span) => ({
      start: originalOf(span.start),
      end: span.end === 0 ? start : Math.min(end, endOf(originals, originalOf, span.end)),
    }),
  };
}

/** A span that ends inside a replacement ends where the replaced characters end. */
function endOf(originals: readonly number[], originalOf: (at: number) => number, at: number): number {
  const last = originalOf(at - 1);
  const next = originals[firstIndex(originals, (original) => original > last)];
  const end = originalOf(at);
  return next !== undefined && end < next && end <= last ? next : Math.max(end, last + 1);
}

function plainTextOf(text: string, match: RegExpExecArray): { readonly plain: string; readonly width: number } {
  const { joint, percent, unicode, hex, entity, decimal, quoted, control, foreign, password } = match.groups ?? {};
  const width = match[0].length;
  if (joint !== undefined) return { plain: "", width };
  const code = percent ?? unicode ?? hex ?? entity ?? quoted;
  if (code !== undefined) return { plain: String.fromCharCode(Number.parseInt(code, 16)), width };
  if (decimal !== undefined) {
    const point = Number(decimal);
    return { plain: point >= 32 && point < 127 ? String.fromCharCode(point) : match[0], width };
  }
  if (control !== undefined) return { plain: CONTROLS[control] ?? control, width };
  if (foreign !== undefined) return { plain: password === undefined ? "api_key: " : "password: ", width };
  const char = plainChar(text, match.index);
  return { plain: char.text, width: char.length };
}
