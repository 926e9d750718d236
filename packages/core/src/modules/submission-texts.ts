import { type Layer, layersOf } from "@agentlattice/detect";
import type { Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import { columnsBeside, headerOf, isTable } from "./table-columns.ts";

/** One step of a path, and the step before it. */
export interface Step {
  readonly segment: string | number;
  readonly before: Step | null;
  /** Names of the items of a list that is a row of a table. */
  readonly columns: readonly string[] | undefined;
}

/** A text of a submission. Its path and its layers are computed when a module asks for them. */
export class SubmissionText {
  readonly text: string;
  readonly part: "value" | "key";
  /** The last step of `at`. */
  readonly step: Step | null;
  #layers: readonly Layer[] | undefined;

  constructor(text: string, part: "value" | "key", step: Step | null) {
    this.text = text;
    this.part = part;
    this.step = step;
  }

  /** The text, and its readings with escapes and encodings resolved. */
  get layers(): readonly Layer[] {
    this.#layers ??= layersOf(this.text);
    return this.#layers;
  }

  get at(): Path {
    const at: (string | number)[] = [];
    for (let { step } = this as { step: Step | null }; step !== null; step = step.before) at.push(step.segment);
    return at.reverse();
  }
}

/** Fields with a fixed format, which cannot contain other content. */
const CLOSED = new Set(["action_type", "run_id", "iteration_index", "parent_event_id", "supports"]);

/** Returns every string, number and member name that the agent wrote, in document order. */
export function submissionTexts(submission: Submission): readonly SubmissionText[] {
  const texts: SubmissionText[] = [];
  const fields = Object.keys(submission);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as string;
    if (!CLOSED.has(field)) collect(submission[field], { segment: field, before: null, columns: undefined }, texts);
  }
  return texts;
}

/** Returns every string, number and member name of a JSON value, in document order. */
export function textsOf(value: Json): readonly SubmissionText[] {
  const found: SubmissionText[] = [];
  collect(value, null, found);
  return found;
}

function collect(value: Json | undefined, step: Step | null, into: SubmissionText[], columns?: readonly string[]): void {
  if (typeof value === "string") into.push(new SubmissionText(value, "value", step));
  else if (typeof value === "number") into.push(new SubmissionText(String(value), "value", step));
  else if (Array.isArray(value)) {
    const named = columns ?? headerOf(value);
    for (let i = 0; i < value.length; i++) collect(value[i] as Json, { segment: i, before: step, columns: named }, into);
  } else if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const inner: Step = { segment: key, before: step, columns: undefined };
      const member = (value as Readonly<Record<string, Json>>)[key];
      into.push(new SubmissionText(key, "key", inner));
      collect(member, inner, into, isTable(member) ? columnsBeside(value as Readonly<Record<string, Json>>) : undefined);
    }
  }
}
