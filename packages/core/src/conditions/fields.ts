import { FORBIDDEN_KEYS } from "../model/check-json.ts";
import { editDistance } from "../model/edit-distance.ts";
import type { Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import { nearest } from "../model/suggest.ts";
import { type ZonedTime, zonedTime } from "../model/timestamp.ts";
import { type Operator, operatorRule } from "./operators.ts";

/** The members that a field may have: none, any, or those listed. */
type Shape =
  | "scalar"
  | "json"
  | { readonly members: Readonly<Record<string, Shape>> }
  | { readonly mapOf: Shape }
  | { readonly listOf: Shape };

export interface FieldRoot {
  readonly source: "asserted" | "attested";
  readonly shape: Shape;
  readonly read: (facts: Facts) => unknown;
}

/** One step into a value: a member, or the items of a list. */
export type Step = { readonly key: string } | { readonly quantifier: "any" | "every" };

/** A parsed field reference. */
export interface FieldRef {
  /** The full name: `pr_size` becomes `metadata.pr_size`. */
  readonly name: string;
  readonly root: FieldRoot;
  readonly steps: readonly Step[];
}

const scalars = (...names: string[]): Shape => ({ members: Object.fromEntries(names.map((name) => [name, "scalar"])) });
const asserted = (shape: Shape, read: FieldRoot["read"]): FieldRoot => ({ source: "asserted", shape, read });
const attested = (shape: Shape, read: FieldRoot["read"]): FieldRoot => ({ source: "attested", shape, read });
const submitted = (shape: Shape, name: string) => asserted(shape, (facts) => facts.submission[name]);

/** The fields that policies can read. Any other bare name is a member of `metadata`. */
const FIELD_ROOTS: Readonly<Record<string, FieldRoot>> = {
  action: asserted(scalars("type"), (facts) => ({ type: facts.submission.action_type })),
  agent: attested(
    { members: { id: "scalar", name: "scalar", labels: { mapOf: "scalar" }, capabilities: { listOf: "scalar" } } },
    (facts) => facts.agent,
  ),
  delegation: attested(scalars("id", "depth", "expires_at"), (facts) => facts.delegation ?? { depth: 0 }),
  environment: attested("scalar", (facts) => facts.environment),
  time: attested(scalars("now", "zone", "date", "weekday", "year", "month", "day", "hour", "minute"), (facts) => readTime(facts.time)),
  risk: attested(scalars("score"), (facts) => facts.risk),
  metadata: submitted({ mapOf: "json" }, "metadata"),
  data_accessed: submitted({ listOf: scalars("type", "count", "sensitivity") }, "data_accessed"),
  content: submitted("scalar", "content"),
  justification: submitted("scalar", "justification"),
  before: submitted("json", "before"),
  after: submitted("json", "after"),
  tool: submitted({ members: { name: "scalar", server: "scalar", version: "scalar", arguments: "json" } }, "tool"),
  model: submitted(scalars("provider", "name"), "model"),
  skill: submitted("scalar", "skill"),
  memory: submitted({ members: { op: "scalar", scope: "scalar", class: "scalar", key: "scalar", value: "json" } }, "memory"),
  usage: asserted(scalars("input_tokens", "output_tokens", "max_tokens", "usd", "seconds"), (facts) => readUsage(facts.submission.usage)),
  tags: submitted({ listOf: "scalar" }, "tags"),
  data_subjects: submitted({ listOf: "scalar" }, "data_subjects"),
  session_id: submitted("scalar", "session_id"),
  run_id: submitted("scalar", "run_id"),
  iteration_index: submitted("scalar", "iteration_index"),
  correlation_id: submitted("scalar", "correlation_id"),
  parent_event_id: submitted("scalar", "parent_event_id"),
};

/** The first parts of all fields except bare names. */
export const FIELD_NAMES: readonly string[] = Object.keys(FIELD_ROOTS);

const wallClocks = new WeakMap<Facts["time"], ZonedTime>();

/** Converts the request's time once per request, because the conversion costs more than the rest of an evaluation. */
function readTime(time: Facts["time"]): ZonedTime {
  let clock = wallClocks.get(time);
  if (!clock) {
    clock = zonedTime(time.now, time.zone);
    wallClocks.set(time, clock);
  }
  return clock;
}

const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

/** Converts the decimal string `usd` to a number for comparison. */
function readUsage(usage: Json | undefined): unknown {
  if (typeof usage !== "object" || usage === null || Array.isArray(usage)) return undefined;
  const usd: unknown = Object.hasOwn(usage, "usd") ? (usage as { usd: Json }).usd : undefined;
  return typeof usd === "string" && DECIMAL.test(usd) ? { ...usage, usd: Number(usd) } : usage;
}

const FIELD = /^[A-Za-z_][A-Za-z0-9_-]*(\[(any|every)\])?(\.[A-Za-z0-9_][A-Za-z0-9_-]*(\[(any|every)\])?)*$/;
const SEGMENT = /([A-Za-z0-9_-]+)(?:\[(any|every)\])?/g;
const MAX_FIELD_LENGTH = 256;
const MAX_SEGMENTS = 16;

export interface FieldIssue {
  readonly message: string;
  readonly suggestion?: string;
}

/** Parses a field reference, or returns what is wrong with it. The operator decides whether a whole list is allowed. */
export function readField(text: string, operator: Operator): FieldRef | FieldIssue {
  const written = text.length <= MAX_FIELD_LENGTH && FIELD.test(text);
  if (!written)
    return { message: `${JSON.stringify(text.slice(0, 80))} is not a field such as pr_size, agent.name or data_accessed[any].type` };
  const [first = "", ...rest] = segmentsOf(text);
  const typo = Object.hasOwn(FIELD_ROOTS, first) ? null : misspeltRoot(first, rest.length > 0);
  if (typo)
    return {
      message: `${first} is not a known field. Did you mean ${typo}? If it is your own, write metadata.${text}`,
      suggestion: text.replace(first, typo),
    };
  const full = Object.hasOwn(FIELD_ROOTS, first) ? text : `metadata.${text}`;
  return resolveField(full, operator);
}

function resolveField(name: string, operator: Operator): FieldRef | FieldIssue {
  const segments = segmentsOf(name);
  if (segments.length > MAX_SEGMENTS) return { message: `a field has at most ${MAX_SEGMENTS} parts` };
  if (segments.some((segment) => FORBIDDEN_KEYS.has(segment))) return { message: `${name} cannot be a field` };
  const [first, ...inner] = segments as [string, ...string[]];
  const root = FIELD_ROOTS[first] as FieldRoot;
  const issue = checkShape(first, root.shape, inner, operator);
  if (issue) return issue;
  return {
    name,
    root,
    steps: inner.map((segment) => (segment.startsWith("[") ? { quantifier: segment === "[any]" ? "any" : "every" } : { key: segment })),
  };
}

/** Splits `a[any].b` into `a`, `[any]`, `b`. */
function segmentsOf(text: string): string[] {
  return [...text.matchAll(SEGMENT)].flatMap(([, key = "", quantifier]) => (quantifier ? [key, `[${quantifier}]`] : [key]));
}

/** Finds a known field one edit away. Bare names must be long, because `mode` and `context` are valid metadata names. */
function misspeltRoot(word: string, dotted: boolean): string | undefined {
  return FIELD_NAMES.find((root) => root.length >= (dotted ? 4 : 8) && editDistance(word, root) < 2);
}

function checkShape(path: string, shape: Shape, segments: readonly string[], operator: Operator): FieldIssue | null {
  const [segment, ...rest] = segments;
  if (segment === undefined) return checkEnd(path, shape, operator);
  if (shape === "json") return null;
  if (segment.startsWith("[") && (shape === "scalar" || !("listOf" in shape)))
    return { message: `${path} is not a list`, suggestion: path };
  if (shape === "scalar") return { message: `${path} has no parts` };
  if ("listOf" in shape) {
    if (!segment.startsWith("[")) return needsQuantifier(path, `.${[segment, ...rest].join(".")}`);
    return checkShape(path + segment, shape.listOf, rest, operator);
  }
  if ("mapOf" in shape) return checkShape(`${path}.${segment}`, shape.mapOf, rest, operator);
  const member = Object.hasOwn(shape.members, segment) ? shape.members[segment] : undefined;
  if (member !== undefined) return checkShape(`${path}.${segment}`, member, rest, operator);
  const guess = nearest(segment, Object.keys(shape.members));
  return {
    message: `${path} has no ${segment}${guess ? `. Did you mean ${path}.${guess}?` : ""}`,
    ...(guess ? { suggestion: `${path}.${guess}` } : {}),
  };
}

function checkEnd(path: string, shape: Shape, operator: Operator): FieldIssue | null {
  const whole = operatorRule(operator).takesList === true;
  if (shape === "json" || operator === "exists" || operator === "not_exists") return null;
  if (shape === "scalar") return operator === "subset_of" ? { message: `subset_of compares a list, and ${path} is not one` } : null;
  if ("listOf" in shape) return whole && shape.listOf === "scalar" ? null : needsQuantifier(path, "");
  return { message: `${path} is not a value, name one of its parts` };
}

function needsQuantifier(path: string, rest: string): FieldIssue {
  return { message: `${path} is a list: write ${path}[any]${rest} or ${path}[every]${rest}`, suggestion: `${path}[every]${rest}` };
}
