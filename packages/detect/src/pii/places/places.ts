import { type Names, namesAt } from "../../extract/tables/names.ts";
import type { NamedPlace, Reading } from "../../extract/tables/place.ts";
import { readPlaces } from "../../extract/tables/read-places.ts";
import { firstIndex } from "../../first-index.ts";
import type { Hint } from "../types.ts";
import { readCards } from "./read-cards.ts";
import type { Words } from "./words.ts";

/** Words in names of numbers that are not personal data. */
const REFERENCES =
  /order|invoice|ticket|tracking|shipment|parcel|trace|request|transaction|sku|\bean|\bupc|isbn|(?<![a-z])(?:id|ref|reference|seq|sequence|batch|serial|offset)s?\b/gi;
/** Columns next to which `mobile` means a kind of device. */
const DEVICE = /^(?:desktop|tablet|laptop|web|ios|android)s?$/i;

/** Meanings of the values in a text, from the cell or label around them, or from the name of the whole text. */
export interface Places {
  /** The meaning of the text's name. */
  readonly whole: Hint;
  /** Returns the meaning of a value that begins at an offset. */
  hintAt(at: number): Hint;
  /** Returns true when the column or label of a value names a number that is not personal data. */
  isReference(at: number): boolean;
  /** Returns the named values with a meaning, including the whole text. */
  called(hint: Hint): readonly NamedPlace<Hint>[];
  /** Returns the first edge of a named value between two offsets; the second offset when there is none. */
  edge(from: number, to: number): number;
}

/** Matches text that may have more than one value. */
const PARTS = /[\n<{(|\t]|\\[nt]|BDAY|value/;
const NOWHERE: readonly NamedPlace<Hint>[] = [];

/** Returns the named values of a text. They are read on first use. */
export function placesIn(text: string, whole: Hint, { naming }: Words, hintOf: (name: string) => Hint): Places {
  const read = (names: () => Names) => once(() => (PARTS.test(text) ? readPersonal(text, names(), hintOf) : NOWHERE));
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

function readPersonal(text: string, names: Names, hintOf: (name: string) => Hint): readonly NamedPlace<Hint>[] {
  if (names.isEmpty) return NOWHERE;
  const found: NamedPlace<Hint>[] = [];
  const hintsOf = (columns: readonly string[]) => {
    const isOfDevices = columns.some((name) => DEVICE.test(name));
    return columns.map(hintOf).map((hint) => (isOfDevices && hint === "phone" ? "none" : hint));
  };
  const reading: Reading<Hint> = { text, words: names.ends, hintOf, hintsOf, report: (place) => found.push(place) };
  readCards(reading);
  readPlaces(reading, names);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Finds the names of numbers that are not personal data. */
function namesOfReferences(text: string, hintOf: (name: string) => Hint): Names {
  const ends = Array.from(text.matchAll(REFERENCES), ({ 0: word, index: start }) => start + word.length);
  return namesAt(text, ends, hintOf);
}

function placeAt(places: readonly NamedPlace<Hint>[], at: number): NamedPlace<Hint> | undefined {
  const behind = firstBehind(places, at);
  const place = behind === 0 ? undefined : places[behind - 1];
  return place !== undefined && at < place.end ? place : undefined;
}

/** Returns the index of the first place that begins after `at`. */
const firstBehind = (places: readonly NamedPlace<Hint>[], at: number) => firstIndex(places, ({ start }) => start > at);

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
