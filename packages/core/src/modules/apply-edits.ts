import type { Json } from "../ledger/types.ts";
import type { Submission } from "../policy/facts.ts";
import type { Path } from "../policy/path.ts";
import type { Edit } from "./module.ts";

/** Edits by the place they change. Asking for the same place in another order gives the same text. */
export interface EditPlan {
  /** The text as it may be shown. */
  readonly edited: (at: Path, part: Edit["part"], text: string) => string;
  /** A place with its member names as they may be shown. */
  readonly shown: (at: Path) => Path;
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
  for (const [key, member] of Object.entries(value)) {
    const inner = [...at, key];
    // A name that became like another one keeps both members.
    let name = plan.edited(inner, "key", key);
    while (Object.hasOwn(members, name)) name += "_";
    members[name] = editValue(member as Json, inner, plan);
  }
  return members;
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
