import { type Names, namesAt } from "../../extract/tables/names.ts";
import { readNamedSpans } from "../../extract/tables/read-named-spans.ts";
import { firstIndex } from "../../first-index.ts";
import type { Span } from "../../span.ts";
import type { Hint } from "../types.ts";
import { readCards } from "./read-cards.ts";
import type { Words } from "./words.ts";

/** A part of a text that has a name: a cell of a table, the value beside a label. */
export interface NamedSpan extends Span {
  readonly hint: string;
}

/** Words in names of numbers that are not personal data. */
const REFERENCES =
  /order|invoice|ticket|tracking|shipment|parcel|trace|request|transaction|sku|\bean|\bupc|isbn|(?<![a-z])(?:id|ref|reference|seq|sequence|batch|serial|offset)s?\b/gi;
/** Columns next to which `mobile` means a kind of device. */
const DEVICE = /^(?:desktop|tablet|laptop|web|ios|android)s?$/i;

/** Meanings of the values in a text, from the cell or label around them, or from the name of the whole text. */
export interface NamedSpans {
  /** The meaning of the text's name. */
  readonly whole: Hint;
  /** Returns the meaning of a value that begins at an offset. */
  hintAt(at: number): string;
  /** Returns true when the column or label of a value names a number that is not personal data. */
  isReference(at: number): boolean;
  /** Returns the named values with a meaning, including the whole text. */
  called(hint: Hint): readonly NamedSpan[];
  /** Returns the first edge of a named value between two offsets; the second offset when there is none. */
  edge(from: number, to: number): number;
}

/** Matches text that may have more than one value. */
const PARTS = /[\n<{(|\t]|\\[nt]|BDAY|value/;
const NOWHERE: readonly NamedSpan[] = [];

/** Returns the named values of a text. They are read on first use. */
export function namedSpansIn(text: string, whole: Hint, { naming }: Words, hintOf: (name: string) => Hint): NamedSpans {
  const read = (names: () => Names) => once(() => (PARTS.test(text) ? readPersonal(text, names(), hintOf) : NOWHERE));
  const personal = naming.length === 0 ? () => NOWHERE : read(() => namesAt(text, naming, hintOf));
  const references = read(() => namesOfReferences(text, hintOf));
  return {
    whole,
    hintAt: (at) => spanAt(personal(), at)?.hint ?? whole,
    isReference: (at) => whole === "reference" || spanAt(references(), at)?.hint === "reference",
    called: (hint) => [
      ...(whole === hint ? [{ start: 0, end: text.length, hint }] : []),
      ...personal().filter((span) => span.hint === hint),
    ],
    edge: (from, to) => {
      const spans = personal();
      const at = firstBehind(spans, from);
      const before = at === 0 ? undefined : spans[at - 1];
      if (before !== undefined && before.end > from && before.end < to) return before.end;
      return Math.min(to, spans[at]?.start ?? to);
    },
  };
}

function readPersonal(text: string, names: Names, hintOf: (name: string) => Hint): readonly NamedSpan[] {
  if (names.isEmpty) return NOWHERE;
  const found: NamedSpan[] = [];
  const hintsOf = (columns: readonly string[]) => {
    const isOfDevices = columns.some((name) => DEVICE.test(name));
    return columns.map(hintOf).map((hint) => (isOfDevices && hint === "phone" ? "none" : hint));
  };
  const report = (value: Span, hint: string) => found.push({ ...value, hint });
  readCards(text, hintOf, report);
  readNamedSpans({ text, hintOf, hintsOf, report }, names);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Finds the names of numbers that are not personal data. */
function namesOfReferences(text: string, hintOf: (name: string) => Hint): Names {
  const ends = Array.from(text.matchAll(REFERENCES), ({ 0: word, index: start }) => start + word.length);
  return namesAt(text, ends, hintOf);
}

function spanAt(spans: readonly NamedSpan[], at: number): NamedSpan | undefined {
  const behind = firstBehind(spans, at);
  const span = behind === 0 ? undefined : spans[behind - 1];
  return span !== undefined && at < span.end ? span : undefined;
}

/** Returns the index of the first span that begins after `at`. */
const firstBehind = (spans: readonly NamedSpan[], at: number) => firstIndex(spans, ({ start }) => start > at);

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
