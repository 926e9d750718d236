import type { Span } from "./span.ts";

/** Something that was found in a text. */
export interface Finding extends Span {
  /** Rule id or type, such as `github-pat` or `email`. */
  readonly type: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/**
 * Merges findings that share characters. The most confident one names the result, which covers all of them; so no part of a
 * credential stays when one partial finding is redacted.
 * @param rank - orders overlapping findings; the highest wins
 */
export function mergeOverlaps<F extends Finding>(findings: readonly F[], rank: (finding: F) => number): F[] {
  const merged: F[] = [];
  const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end || rank(b) - rank(a) || (a.type < b.type ? -1 : 1));
  for (const finding of sorted) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) {
      merged.push(finding);
      continue;
    }
    const winner = rank(finding) > rank(last) ? finding : last;
    merged[merged.length - 1] = { ...winner, start: last.start, end: Math.max(last.end, finding.end) };
  }
  return merged;
}

const MAX_EXTENSION = 16_384;

/**
 * Returns a function that extends a span over the credential characters after it, so that a match of limited length still covers the whole
 * value. Each run of such characters is read once, however many spans end in it.
 */
export function coverWholeValues(text: string): (span: Span) => Span {
  let read: Span = { start: 0, end: 0 };
  return ({ start, end }) => {
    if (end >= read.start && end <= read.end) return { start, end: read.end };
    let to = end;
    while (to < text.length && to - end < MAX_EXTENSION && isValueChar(text.charCodeAt(to))) to++;
    read = { start: end, end: to };
    return { start, end: to };
  };
}

/** Letters, digits and `+/_-=`: the characters of base64, base64url and hexadecimal values. */
const isValueChar = (code: number) =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 47 && code <= 57) ||
  code === 43 ||
  code === 95 ||
  code === 45 ||
  code === 61;
