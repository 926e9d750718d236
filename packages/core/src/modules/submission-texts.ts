import type { Json } from "../ledger/types.ts";
import type { Submission } from "../policy/facts.ts";
import type { Path } from "../policy/path.ts";

/** A text of a submission and where it stands. */
export interface SubmissionText {
  readonly text: string;
  readonly at: Path;
  readonly part: "value" | "key";
}

/** Fields whose form we check ourselves: nothing can hide in them. */
const CLOSED = new Set(["action_type", "run_id", "iteration_index", "parent_event_id", "supports"]);

const known = new WeakMap<Submission, readonly SubmissionText[]>();

/** Every string, number and member name that the agent wrote, in document order; worked out once per submission. */
export function submissionTexts(submission: Submission): readonly SubmissionText[] {
  let texts = known.get(submission);
  if (!texts) {
    const found: SubmissionText[] = [];
    for (const [field, value] of Object.entries(submission)) if (!CLOSED.has(field)) collect(value, [field], found);
    texts = found;
    known.set(submission, texts);
  }
  return texts;
}

/** The same of any JSON value. */
export function textsOf(value: Json): readonly SubmissionText[] {
  const found: SubmissionText[] = [];
  collect(value, [], found);
  return found;
}

function collect(value: Json | undefined, at: Path, into: SubmissionText[]): void {
  if (typeof value === "string") into.push({ text: value, at, part: "value" });
  else if (typeof value === "number") into.push({ text: String(value), at, part: "value" });
  else if (Array.isArray(value)) for (let i = 0; i < value.length; i++) collect(value[i] as Json, [...at, i], into);
  else if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const inner = [...at, key];
      into.push({ text: key, at: inner, part: "key" });
      collect((value as Readonly<Record<string, Json>>)[key], inner, into);
    }
  }
}
