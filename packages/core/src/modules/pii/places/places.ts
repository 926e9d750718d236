import type { Hint } from "../types.ts";
import { type Names, namesAt, namesOfReferences } from "./names.ts";
import type { NamedPlace, Reading } from "./place.ts";
import { readCards, readLabels, readParts } from "./read-labels.ts";
import { readLines } from "./read-lines.ts";
import { readLists } from "./read-lists.ts";
import { readMarkup } from "./read-markup.ts";
import { readStatements } from "./read-statements.ts";
import type { Words } from "./words.ts";

/** What the values in a text are called: by the place where they stand, or else as the whole text is. */
export interface Places {
  /** What the text is called. */
  readonly whole: Hint;
  /** What a value is called that begins here. */
  hintAt(at: number): Hint;
  /** Whether the column or label of a value says that it is a number of something else. */
  isReference(at: number): boolean;
  /** The places that are called this; the whole text when it is. */
  called(hint: Hint): readonly NamedPlace[];
  /** Where the first place begins or ends that lies between two others; the second when there is none. */
  edge(from: number, to: number): number;
}

/** Without one of these a text is one value. */
const PARTS = /[\n<{(|\t]|\\[nt]|BDAY|value/;
const VALUED = /value|answer|\bval\b|response/i;
const STATEMENT = /\b(?:INSERT|REPLACE|COPY)\s/i;
const NOWHERE: readonly NamedPlace[] = [];

/** The places of one text. They are read when the first of them is asked for. */
export function placesIn(text: string, whole: Hint, { naming }: Words, hintOf: (name: string) => Hint): Places {
  const read = (names: () => Names) => once(() => (PARTS.test(text) ? readPlaces(text, names(), hintOf) : NOWHERE));
  const personal = naming.length === 0 ? () => NOWHERE : read(() => namesAt(text, naming, hintOf));
  const references = read(() => namesOfReferences(text, hintOf));
  return {
    whole,
    hintAt: (at) => placeAt(personal(), at)?.hint ?? whole,
    isReference: (at) => whole === "reference" || placeAt(references(), at)?.hint === "reference",
    called: (hint) => [
      ...(whole === hint ? [{ start: 0, end: text.length, hint }] : []),
      ...personal().filter((place) => place.hint === hint),
    ],
    edge: (from, to) => {
      const places = personal();
      const at = firstBehind(places, from);
      const before = at === 0 ? undefined : places[at - 1];
      if (before !== undefined && before.end > from && before.end < to) return before.end;
      return Math.min(to, places[at]?.start ?? to);
    },
  };
}

function readPlaces(text: string, names: Names, hintOf: (name: string) => Hint): readonly NamedPlace[] {
  if (names.isEmpty) return NOWHERE;
  const found: NamedPlace[] = [];
  const reading: Reading = { text, words: names.ends, hintOf, tell: (place) => found.push(place) };
  readCards(reading);
  if (names.ends.length > 0) {
    readLines(reading);
    readLists(reading);
    if (STATEMENT.test(text)) readStatements(reading);
  }
  if (names.ends.length > 0 || names.haveLabels) {
    if (VALUED.test(text)) readLabels(reading);
    if (text.includes("<")) readMarkup(reading);
    if (text.includes("form-data")) readParts(reading);
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function placeAt(places: readonly NamedPlace[], at: number): NamedPlace | undefined {
  const behind = firstBehind(places, at);
  const place = behind === 0 ? undefined : places[behind - 1];
  return place !== undefined && at < place.end ? place : undefined;
}

/** The index of the first place that begins behind `at`. */
function firstBehind(places: readonly NamedPlace[], at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as NamedPlace).start <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
