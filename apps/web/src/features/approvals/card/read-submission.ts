import type { ActionInput, JsonValue } from "@agentlattice/contract";

export interface Argument {
  readonly name: string;
  readonly value: JsonValue;
}

/** A submission, arranged for a reviewer. Every field that the digest covers appears exactly once. */
export interface SubmissionView {
  readonly metadata: readonly Argument[];
  readonly tool: {
    readonly name: string;
    readonly server: string | undefined;
    readonly version: string | undefined;
    readonly arguments: readonly Argument[];
    readonly whole: JsonValue | undefined;
  } | null;
  readonly change: { readonly before: string; readonly after: string } | null;
  readonly content: string | null;
  readonly data: NonNullable<ActionInput["data_accessed"]>;
  /** All other fields: run, session, model, memory, usage and so on. */
  readonly rest: readonly Argument[];
  /** True if the submission contains no arguments. */
  readonly bare: boolean;
}

/** Fields shown elsewhere on the card: title and justification. `supports` states what the caller can do, and the digest does not cover it. */
const ELSEWHERE = new Set(["action_type", "justification", "supports"]);
const SORTED = new Set([...ELSEWHERE, "metadata", "tool", "before", "after", "content", "data_accessed"]);

export function readSubmission(submission: ActionInput): SubmissionView {
  const metadata = argumentsOf(submission.metadata ?? {});
  const tool = submission.tool ? readTool(submission.tool) : null;
  const change =
    submission.before === undefined && submission.after === undefined
      ? null
      : { before: asText(submission.before), after: asText(submission.after) };
  const content = submission.content ?? null;
  const data = submission.data_accessed ?? [];
  const rest = Object.entries(submission).flatMap(([name, value]) =>
    SORTED.has(name) || value === undefined ? [] : [{ name, value: value as JsonValue }],
  );
  const bare =
    metadata.length === 0 &&
    !tool?.arguments.length &&
    tool?.whole === undefined &&
    !change &&
    content === null &&
    data.length === 0 &&
    submission.memory === undefined;
  return { metadata, tool, change, content, data, rest, bare };
}

function readTool(tool: NonNullable<ActionInput["tool"]>): SubmissionView["tool"] {
  const given = tool.arguments;
  const named = isRecord(given);
  return {
    name: tool.name,
    server: tool.server,
    version: tool.version,
    arguments: named ? argumentsOf(given) : [],
    whole: named ? undefined : given,
  };
}

function argumentsOf(record: Readonly<Record<string, JsonValue>>): Argument[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}

function isRecord(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Strings are compared as they are, other values as indented JSON. */
function asText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

const LONG = 80;

/** Returns how a value is displayed: inline or as a block. A string that looks like another type is quoted. */
export function writeValue(value: JsonValue): { readonly text: string; readonly quoted: boolean; readonly block: boolean } {
  if (typeof value === "object" && value !== null) return { text: JSON.stringify(value, null, 2), quoted: false, block: true };
  if (typeof value !== "string") return { text: String(value), quoted: false, block: false };
  const quoted = value === "" || value.trim() !== value || /^(true|false|null|-?\d+(\.\d+)?(e[+-]?\d+)?)$/i.test(value);
  return { text: value, quoted, block: value.length > LONG || value.includes("\n") };
}
