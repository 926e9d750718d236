import { type Names, namesAt } from "../../extract/tables/names.ts";
import type { NamedPlace, Reading } from "../../extract/tables/place.ts";
import { readPlaces } from "../../extract/tables/read-places.ts";
import { firstIndex } from "../../first-index.ts";
import type { Hint } from "../types.ts";
import { readCards } from "./read-cards.ts";
import type { Words } from "./words.ts";

/** Words of names that say that a number is none of a person. */
const REFERENCES =
  /order|invoice|ticket|tracking|shipment|parcel|trace|request|transaction|sku|\bean|\bupc|isbn|(?<![a-z])(?:id|ref|reference|seq|sequence|batch|serial|offset)s?\b/gi;
/** Beside these, `mobile` is a device and what stands below it a count. */
const DEVICE = /^(?:desktop|tablet|laptop|web|ios|android)s?$/i;

/** What the values in a text are called: by the place where they stand, or else as the whole text is. */
export interface Places {
  /** What the text is called. */
  readonly whole: Hint;
  /** What a value is called that begins here. */
  hintAt(at: number): Hint;
  /** Whether the column or label of a value says that it is a number of something else. */
  isReference(at: number): boolean;
  /** The places that are called this; the whole text when it is. */
  called(hint: Hint): readonly NamedPlace<Hint>[];
  /** Where the first place begins or ends that lies between two others; the second when there is none. */
  edge(from: number, to: number): number;
}

/** Without one of these a text is one value. */
const PARTS = /[\n<{(|\t]|\\[nt]|BDAY|value/;
const NOWHERE: readonly NamedPlace<Hint>[] = [];

/** The places of one text. They are read when the first of them is asked for. */
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
  const reading: Reading<Hint> = { text, words: names.ends, hintOf, hintsOf, tell: (place) => found.push(place) };
  readCards(reading);
  readPlaces(reading, names);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Those of numbers that are none of a person. */
function namesOfReferences(text: string, hintOf: (name: string) => Hint): Names {
  const ends = Array.from(text.matchAll(REFERENCES), ({ 0: word, index: start }) => start + word.length);
  return namesAt(text, ends, hintOf);
}

function placeAt(places: readonly NamedPlace<Hint>[], at: number): NamedPlace<Hint> | undefined {
  const behind = firstBehind(places, at);
  const place = behind === 0 ? undefined : places[behind - 1];
  return place !== undefined && at < place.end ? place : undefined;
}

/** The index of the first place that begins behind `at`. */
const firstBehind = (places: readonly NamedPlace<Hint>[], at: number) => firstIndex(places, ({ start }) => start > at);

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
