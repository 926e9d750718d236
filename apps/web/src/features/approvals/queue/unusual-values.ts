import type { Approval } from "@agentlattice/contract";
import { revealText } from "@agentlattice/core/text";
import { formatAmount } from "#lib/format/text.ts";

type Compared = Pick<Approval, "id" | "target" | "argument_values" | "amount">;
type Value = string | number | boolean | null | undefined;

/** Minimum share of requests that makes a value usual when no single value has the majority. */
const USUAL_SHARE = 0.25;
/** Minimum number of numbers for which a usual range is computed. */
const MIN_NUMBERS = 3;
/** Maximum distance of an ordinary number from the middle half, as a multiple of its width. */
const MAX_RELATIVE_DISTANCE = 3;
/** Minimum width of the middle half, as a fraction of the median, so that almost equal numbers do not make others unusual. */
const MIN_RELATIVE_WIDTH = 0.25;

/**
 * Returns, by id, the first argument that makes a request unusual among similar ones: a value where most have another one, a missing
 * argument or another type, or a number far outside the others. Arguments that differ in every request, such as ids, are ignored.
 */
export function unusualValues(approvals: readonly Compared[]): ReadonlyMap<string, string> {
  const all = approvals.map(valuesOf);
  const fields = [...new Set(all.flatMap((values) => [...values.keys()]))].sort();
  const found = new Map<string, string>();
  for (const field of fields) {
    const values = all.map((of) => of.get(field));
    const isTarget = approvals.every(({ target }, at) => target !== null && String(values[at]) === target);
    const differences = rareValues(values) ?? otherKinds(values) ?? (isTarget ? [] : outliers(values));
    for (const [at, difference] of differences) {
      const id = approvals[at]?.id;
      if (id !== undefined && !found.has(id)) found.set(id, `${nameOf(field)} ${difference}`);
    }
  }
  return found;
}

function valuesOf({ argument_values, amount }: Compared): ReadonlyMap<string, Value> {
  if (argument_values) return new Map(Object.entries(argument_values));
  return new Map(amount === null || amount === undefined ? [] : [[amount.field, amount.value]]);
}

type Differences = readonly (readonly [number, string])[];

/** Returns the requests whose value is none of the usual ones, or null when the field has no usual value. */
function rareValues(values: readonly Value[]): Differences | null {
  const counts = countOf(values);
  const most = [...counts].filter(([, count]) => count > values.length / 2);
  const shared = [...counts].filter(([, count]) => count > 1 && count > values.length * USUAL_SHARE);
  const usual = most.length > 0 ? most : shared;
  if (usual.reduce((sum, [, count]) => sum + count, 0) <= values.length / 2) return null;
  const words = usual.map(([value]) => show(value)).join(" or ");
  const known = new Set(usual.map(([value]) => value));
  return values.flatMap((value, at) => (known.has(value) ? [] : [[at, `is ${show(value)}, usually ${words}`] as const]));
}

const KIND_WORDS = { undefined: "missing", object: "null", string: "a text", number: "a number", boolean: "true or false" } as const;
type Kind = keyof typeof KIND_WORDS;
const kindOf = (value: Value) => typeof value as Kind;

/** Returns the requests whose value has another type than that of most, or null when all have one. */
function otherKinds(values: readonly Value[]): Differences | null {
  const [usual] = [...countOf(values.map(kindOf))].filter(([, count]) => count > values.length / 2);
  if (!usual || usual[1] === values.length) return null;
  return values.flatMap((value, at) =>
    kindOf(value) === usual[0] ? [] : [[at, `is ${show(value)}, usually ${KIND_WORDS[usual[0]]}`] as const],
  );
}

/** Returns the requests whose number is far outside the middle half of the others. */
function outliers(values: readonly Value[]): Differences {
  const numbers = values.map(numberOf);
  if (numbers.length < MIN_NUMBERS || numbers.some((value) => value === null)) return [];
  const sorted = (numbers as number[]).toSorted((a, b) => a - b);
  return (numbers as number[]).flatMap((value, at) => {
    const left = indexInSorted(sorted, value);
    const quantile = (part: number) => quantileWithout(sorted, left, part);
    const [low, median, high] = [quantile(0.25), quantile(0.5), quantile(0.75)];
    const width = Math.max(high - low, Math.abs(median) * MIN_RELATIVE_WIDTH);
    if (value >= low - MAX_RELATIVE_DISTANCE * width && value <= high + MAX_RELATIVE_DISTANCE * width) return [];
    return [[at, `is ${formatAmount(value)}, usually about ${formatAmount(median)}`] as const];
  });
}

/** Returns the index of a number in sorted numbers. */
function indexInSorted(sorted: readonly number[], value: number): number {
  let [from, to] = [0, sorted.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;

function numberOf(value: Value): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : null;
}

/** Returns the quantile of sorted numbers without the one at an index. */
function quantileWithout(sorted: readonly number[], without: number, part: number): number {
  const at = (index: number) => sorted[index < without ? index : index + 1] ?? 0;
  const rank = (sorted.length - 2) * part;
  const below = Math.floor(rank);
  return at(below) + (rank - below) * (at(Math.ceil(rank)) - at(below));
}

function countOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const nameOf = (field: string) => plain(field.replace(/^metadata\./, ""));

function show(value: Value): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return formatAmount(value);
  return typeof value === "string" ? `“${plain(value)}”` : String(value);
}

const MAX_SHOWN = 40;

/** Replaces invisible characters and characters that change the reading direction by their Unicode codes. */
function plain(text: string): string {
  const shown = revealText(text)
    .map((part) => (part.kind === "text" ? part.text : part.code))
    .join("");
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}
