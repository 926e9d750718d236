import type { Span } from "../span.ts";

const VALUES = new Int8Array(128).fill(-1);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach((char, value) => {
  VALUES[char.charCodeAt(0)] = value;
});
VALUES["-".charCodeAt(0)] = 62;
VALUES["_".charCodeAt(0)] = 63;

function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 128 ? (VALUES[code] as number) : -1;
}

/** Finds every run of at least `least` base64 characters, standard or URL-safe. */
export const findBase64Runs = (text: string, least: number): Span[] => findRuns(text, least, valueAt);

/** Finds every run of at least `least` letters, digits, `_` and `-`. */
export const findTokenRuns = (text: string, least: number): Span[] => findRuns(text, least, tokenValueAt);

/** Returns the value of a base64 character; -1 for others, and for `+` and `/`, which no token has. */
function tokenValueAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code === PLUS || code === SLASH ? -1 : valueAt(text, i);
}

const PLUS = 43;
const SLASH = 47;

/** Finds every run of at least `least` characters with a value. Ordinary text is skipped `least` characters at a time. */
function findRuns(text: string, least: number, valueAtIndex: (text: string, i: number) => number): Span[] {
  const runs: Span[] = [];
  let i = least - 1;
  while (i < text.length) {
    // Reads backwards from the last character that a run starting here must have.
    let start = i;
    const floor = i - least + 1;
    while (start >= floor && valueAtIndex(text, start) >= 0) start--;
    if (start >= floor) {
      i = start + least;
      continue;
    }
    start++;
    let end = i + 1;
    while (end < text.length && valueAtIndex(text, end) >= 0) end++;
    runs.push({ start, end });
    i = end + least;
  }
  return runs;
}

const MIN_WRAPPED_LINE = 4;
const MIN_WRAPPED = 24;
/** A line break, real or escaped, with the indent and quotes that source code puts around the next piece. */
const WRAP = /[ \t]*(?:["'][ \t]*[+,\\]?[ \t]*)?(?:\r?\n|(?:\\r)?\\n)[ \t]{0,40}["']?/y;

/** A base64 or hexadecimal text that is wrapped over several lines of equal width. */
export interface WrappedBlock extends Span {
  /** The pieces without line breaks. */
  readonly joined: string;
}

/** Finds texts that are wrapped over at least two lines, at any width from four characters. */
export function findWrappedBlocks(text: string): WrappedBlock[] {
  const blocks: WrappedBlock[] = [];
  const nextBreak = lineBreaks(text);
  for (let i = 0; i < text.length; ) {
    const lineBreak = nextBreak(i);
    if (lineBreak < 0) break;
    const next = endOfLine(text, i, lineBreak);
    let start = next;
    while (start > i && valueAt(text, start - 1) >= 0) start--;
    const width = next - start;
    if (width < MIN_WRAPPED_LINE) {
      i = lineBreak + 1;
      continue;
    }
    const pieces = [text.slice(start, next)];
    let end = next;
    for (;;) {
      WRAP.lastIndex = end;
      const wrap = WRAP.exec(text);
      if (wrap === null) break;
      const from = end + wrap[0].length;
      let to = from;
      while (to < text.length && to - from <= width && valueAt(text, to) >= 0) to++;
      while (to < text.length && to - from < width && text[to] === "=") to++;
      if (to === from || to - from > width) break;
      pieces.push(text.slice(from, to));
      end = to;
      if (to - from < width) break;
    }
    const joined = pieces.join("");
    if (pieces.length > 1 && joined.length >= MIN_WRAPPED) blocks.push({ start, end, joined });
    i = Math.max(end, lineBreak + 1);
  }
  return blocks;
}

/** Returns a function that gives the next real or escaped line break for ever later positions, -1 when there is none. */
function lineBreaks(text: string): (from: number) => number {
  let real = -2;
  let escaped = -2;
  return (from) => {
    if (real !== -1 && real < from) real = text.indexOf("\n", from);
    if (escaped !== -1 && escaped < from) escaped = text.indexOf("\\n", from);
    return real < 0 || escaped < 0 ? Math.max(real, escaped) : Math.min(real, escaped);
  };
}

/** Returns the end of a line's content: before a carriage return, blanks, a joining operator and one quote. */
function endOfLine(text: string, from: number, lineBreak: number): number {
  let at = lineBreak;
  if (at - from >= 2 && text.startsWith("\\r", at - 2)) at -= 2;
  while (at > from && " \r+,\\".includes(text[at - 1] as string)) at--;
  if (at > from && (text[at - 1] === '"' || text[at - 1] === "'")) at--;
  return Math.max(from, at);
}

/**
 * Decodes a run of base64 when the result is printable text (ASCII, perhaps as UTF-16). A run may begin inside a group of four,
 * because the characters before it are base64 characters too.
 */
export function decodeBase64Text(text: string, { start, end }: Span): string | undefined {
  for (let shift = 0; shift < 4; shift++) {
    if (!mayBeText(text, start + shift, end)) continue;
    const run = text.slice(start + shift, end);
    const decoded = isPrintable(decode(run.slice(0, 16))) ? printableText(decode(run)) : undefined;
    if (decoded !== undefined) return decoded;
  }
  return undefined;
}

/** Printable ASCII leaves the first bits of every byte nearly constant: five groups of four rule most runs out. */
function mayBeText(text: string, start: number, end: number): boolean {
  const wide = (valueAt(text, start + 1) & 15) === 0 && valueAt(text, start + 2) >> 2 === 0;
  if (wide) return true;
  for (let i = start; i < start + 20 && i + 3 < end; i += 4) {
    const first = valueAt(text, i);
    if (first < 2 || first > 31 || (valueAt(text, i + 1) & 15) > 7 || (valueAt(text, i + 2) & 3) > 1) return false;
  }
  return true;
}

/** Decodes a run of hexadecimal digits, with or without `0x`, when the result is printable text. */
export function decodeHexText(text: string, { start, end }: Span): string | undefined {
  const digits = text.slice(text.startsWith("0x", start) ? start + 2 : start, end);
  if (digits.length % 2 === 1 || !HEX.test(digits) || !isPrintable(decodeHex(digits.slice(0, 16)))) return undefined;
  return printableText(decodeHex(digits));
}

const HEX = /^[0-9A-Fa-f]+$/;
const decodeHex = (digits: string) => digits.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)));

/** Decodes base64, standard or URL-safe, to a string with one character per byte. */
function decode(run: string): string {
  const whole = run.length % 4 === 1 ? run.slice(0, -1) : run;
  return atob(whole.replaceAll("-", "+").replaceAll("_", "/"));
}

const UNPRINTABLE = /[^\t\n\r -~]/;
const isWide = (bytes: string) => bytes[1] === "\0" && bytes[3] === "\0";
/** Reads bytes as UTF-16 when every second one is zero. */
const toText = (bytes: string) => (isWide(bytes) ? bytes.replace(/(.)\0/gs, "$1") : bytes);
const isPrintable = (bytes: string) => !UNPRINTABLE.test(toText(bytes));

/** Returns the printable text with which bytes begin; undefined when it has fewer than twelve bytes. */
function printableText(bytes: string): string | undefined {
  const text = toText(bytes);
  const end = text.search(UNPRINTABLE);
  const length = end < 0 ? text.length : end;
  return length < (isWide(bytes) ? 6 : 12) ? undefined : text.slice(0, length);
}
