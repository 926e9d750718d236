import type { Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { Edit } from "./module.ts";

/** Edits indexed by path. The result does not depend on the order of calls. */
export interface EditPlan {
  /** Returns the text with its edits applied. */
  readonly edited: (at: Path, part: Edit["part"], text: string) => string;
  /** Returns a path with edited member names. */
  readonly shown: (at: Path) => Path;
  /** Returns the original value of each placeholder in a submission. */
  readonly reversals: (submission: Submission) => ReadonlyMap<string, string>;
}

export function planEdits(edits: readonly Edit[]): EditPlan {
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) {
    const key = pathKey(edit.at, edit.part);
    const editsHere = byPath.get(key);
    if (editsHere) editsHere.push(edit);
    else byPath.set(key, [edit]);
  }
  const edited: EditPlan["edited"] = (at, part, text) => {
    const editsHere = byPath.get(pathKey(at, part));
    return editsHere ? replaceSpans(text, editsHere) : text;
  };
  return {
    edited,
    reversals: (submission) => new Map([...byPath.values()].flatMap((editsHere) => reversalsAt(editsHere, submission))),
    shown: (at) => at.map((segment, i) => (typeof segment === "string" && i > 0 ? edited(at.slice(0, i + 1), "key", segment) : segment)),
  };
}

/**
 * Returns a copy of a submission with every edit applied.
 * INVARIANT: text that one edit covers is removed, whatever other edits overlap it.
 */
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
  const counters = new Map<string, number>();
  for (const [key, member] of Object.entries(value)) {
    const inner = [...at, key];
    members[freeName(plan.edited(inner, "key", key), members, counters)] = editValue(member, inner, plan);
  }
  return members;
}

/** Finds a free member name in constant time, because thousands of names may become equal. */
function freeName(name: string, members: object, counters: Map<string, number>): string {
  if (!Object.hasOwn(members, name)) return name;
  let count = counters.get(name) ?? 1;
  let free: string;
  do free = `${name}_${++count}`;
  while (Object.hasOwn(members, free));
  counters.set(name, count);
  return free;
}

/**
 * Returns the placeholders of one path with their original values.
 * INVARIANT: a value that another edit overlaps, such as a credential, is never available through a placeholder.
 */
function reversalsAt(edits: readonly Edit[], submission: Submission): [placeholder: string, value: string][] {
  const [first] = edits;
  if (!first || !edits.some((edit) => edit.reversible)) return [];
  const text = textAt(first, submission);
  // Several policies may find the same text.
  const distinct = [...new Map(edits.map((edit) => [`${edit.start}:${edit.end}:${edit.text}`, edit])).values()];
  const sorted = distinct.sort((a, b) => a.start - b.start || b.end - a.end);
  const visible: [string, string][] = [];
  let reached = 0;
  for (const [i, edit] of sorted.entries()) {
    const next = sorted[i + 1]?.start ?? text.length;
    if (edit.reversible && edit.start >= reached && edit.end <= next) visible.push([edit.text, text.slice(edit.start, edit.end)]);
    reached = Math.max(reached, edit.end);
  }
  return visible;
}

function textAt({ at, part }: Edit, submission: Submission): string {
  if (part === "key") return String(at.at(-1));
  let value: unknown = submission;
  for (const segment of at) value = (value as Record<string, unknown> | undefined)?.[segment];
  return String(value);
}

/** Replaces spans. Overlapping spans become one, with the first span's replacement. */
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

const pathKey = (at: Path, part: Edit["part"]) => JSON.stringify([part, ...at]);
