import type { ActionInput, Approval } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import { canonicalize } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";

type Values = NonNullable<Approval["argument_values"]>;
type Value = Values[string];

/** Fields that are not compared: the agent's free text and the names of the run, which differ in every request. */
const NOT_COMPARED = new Set([
  "action_type",
  "summary",
  "justification",
  "session_id",
  "run_id",
  "iteration_index",
  "correlation_id",
  "parent_event_id",
  "supports",
]);

const MAX_VALUES = 32;
const MAX_TEXT = 80;
const SHOWN_TEXT = 60;
const SHOWN_HASH = 12;

/**
 * Returns the arguments of a request by path, so that a list of similar requests shows which one differs. A long text is its beginning and
 * its hash, and arguments beyond the first 32 are one hash, so that no difference is hidden.
 */
export function comparedValues(submission: ActionInput): Values {
  const leaves = Object.entries(submission)
    .filter(([name]) => !NOT_COMPARED.has(name))
    .flatMap(([name, value]) => leavesOf(pathPart(name), value as Json))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const rest = leaves.slice(MAX_VALUES);
  const shown = leaves.slice(0, MAX_VALUES).map(([path, value]): [string, Value] => [shorten(path), shownValue(value)]);
  return Object.fromEntries(rest.length === 0 ? shown : [...shown, ["other arguments", hashOf(canonicalize(rest))]]);
}

function leavesOf(path: string, value: Json): [string, Json][] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [[path, value]];
  const members = Object.entries(value);
  return members.length === 0 ? [[path, value]] : members.flatMap(([name, member]) => leavesOf(`${path}.${pathPart(name)}`, member));
}

/** Writes a dot inside a name differently from the one between names, so that two arguments never share a path. */
const pathPart = (name: string) => name.replaceAll("\\", "\\\\").replaceAll(".", "\\.");

function shownValue(value: Json): Value {
  if (typeof value === "string") return shorten(value);
  return value === null || typeof value !== "object" ? value : shorten(canonicalize(value));
}

const shorten = (text: string) => (text.length <= MAX_TEXT ? text : `${text.slice(0, SHOWN_TEXT)}… ${hashOf(text)}`);

const hashOf = (text: string) =>
  Buffer.from(sha256(Buffer.from(text)))
    .toString("hex")
    .slice(0, SHOWN_HASH);
