import type { Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { Edit } from "./module.ts";

/** Edits by the place they change. Asking for the same place in another order gives the same text. */
export interface EditPlan {
  /** The text as it may be shown. */
  readonly edited: (at: Path, part: Edit["part"], text: string) => string;
  /** A place with its member names as they may be shown. */
  readonly shown: (at: Path) => Path;
  /** What stands behind each placeholder of a submission with these edits. */
  readonly reversals: (submission: Submission) => ReadonlyMap<string, string>;
}

export function planEdits(edits: readonly Edit[]): EditPlan {
  const byPlace = new Map<string, Edit[]>();
  for (const edit of edits) {
    const key = placeKey(edit.at, edit.part);
    const here = byPlace.get(key);
    if (here) here.push(edit);
    else byPlace.set(key, [edit]);
  }
  const edited: EditPlan["edited"] = (at, part, text) => {
    const here = byPlace.get(placeKey(at, part));
    return here ? replaceSpans(text, here) : text;
  };
  return {
    edited,
    reversals: (submission) => new Map([...byPlace.values()].flatMap((here) => reversalsAt(here, submission))),
    shown: (at) => at.map((segment, i) => (typeof segment === "string" && i > 0 ? edited(at.slice(0, i + 1), "key", segment) : segment)),
  };
}

/** A copy of a submission with every edit made. INVARIANT: what one edit covers is gone, whatever other edits say. */
export function applyEdits(submission: Submission, plan: EditPlan): Submission {
  const fields = Object.entries(submission).map(([field, value]) => [field, value === undefined ? value : editValue(value, [field], plan)]);
  return Object.fromEntries(fields) as Submission;
}

function editValue(value: Json, at: Path, plan: EditPlan): Json {
  if (typeof value === "string") return plan.edited(at, "value", value);
  if (typeof value === "number") {
    const text = plan.edited(at, "value", String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item: Json, i) => editValue(item, [...at, i], plan));
  if (typeof value !== "object" || value === null) return value;
  const members: Record<string, Json> = {};
  const taken = new Map<string, number>();
  for (const [key, member] of Object.entries(value)) {
    const inner = [...at, key];
    members[freeName(plan.edited(inner, "key", key), members, taken)] = editValue(member as Json, inner, plan);
  }
  return members;
}

/** Thousands of names may become alike: each of them is looked up once, and all members stay. */
function freeName(name: string, members: object, taken: Map<string, number>): string {
  if (!Object.hasOwn(members, name)) return name;
  let count = taken.get(name) ?? 1;
  let free: string;
  do free = `${name}_${++count}`;
  while (Object.hasOwn(members, free));
  taken.set(name, count);
  return free;
}

/**
 * Placeholders of one place with what they stand for.
 * INVARIANT: what another edit takes out of the same place, such as a credential, stands behind no placeholder.
 */
function reversalsAt(edits: readonly Edit[], submission: Submission): [placeholder: string, value: string][] {
  const [first] = edits;
  if (!first || !edits.some((edit) => edit.reversible)) return [];
  const text = textAt(first, submission);
  // Several policies may find the same.
  const distinct = [...new Map(edits.map((edit) => [`${edit.start}:${edit.end}:${edit.text}`, edit])).values()];
  const sorted = distinct.sort((a, b) => a.start - b.start || b.end - a.end);
  const alone: [string, string][] = [];
  let reached = 0;
  for (const [i, edit] of sorted.entries()) {
    const next = sorted[i + 1]?.start ?? text.length;
    if (edit.reversible && edit.start >= reached && edit.end <= next) alone.push([edit.text, text.slice(edit.start, edit.end)]);
    reached = Math.max(reached, edit.end);
  }
  return alone;
}

function textAt({ at, part }: Edit, submission: Submission): string {
  if (part === "key") return String(at.at(-1));
  let value: unknown = submission;
  for (const segment of at) value = (value as Record<string, unknown> | undefined)?.[segment];
  return String(value);
}

/** Spans that overlap become one: it ends where the last of them ends and reads as the first of them says. */
function replaceSpans(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  let out = "";
  let end = 0;
  for (const edit of sorted) {
    if (edit.start >= end) out += text.slice(end, edit.start) + edit.text;
    end = Math.max(end, edit.end);
  }
  return out + text.slice(end);
}

const placeKey = (at: Path, part: Edit["part"]) => JSON.stringify([part, ...at]);
