import { FORBIDDEN_KEYS } from "../model/check-json.ts";
import { editDistance } from "../model/edit-distance.ts";
import type { Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import { nearest } from "../model/suggest.ts";
import { type ZonedTime, zonedTime } from "../model/timestamp.ts";
import { TYPES, type ValueType } from "./field-types.ts";
import { type Operator, operatorRule } from "./operators.ts";

/** The members that a field may have: none, any, or those listed. */
type Shape =
  | ValueType
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

const { text } = TYPES;
const asserted = (shape: Shape, read: FieldRoot["read"]): FieldRoot => ({ source: "asserted", shape, read });
const attested = (shape: Shape, read: FieldRoot["read"]): FieldRoot => ({ source: "attested", shape, read });
const submitted = (shape: Shape, name: string) => asserted(shape, (facts) => facts.submission[name]);

/** The fields that policies can read. Any other bare name is a member of `metadata`. */
const FIELD_ROOTS: Readonly<Record<string, FieldRoot>> = {
  action: asserted({ members: { type: TYPES.action } }, (facts) => ({ type: facts.submission.action_type })),
  agent: attested(
    { members: { id: TYPES.agentId, name: text, labels: { mapOf: text }, capabilities: { listOf: TYPES.capability } } },
    (facts) => facts.agent,
  ),
  delegation: attested(
    { members: { id: TYPES.delegationId, depth: TYPES.count, expires_at: TYPES.time } },
    (facts) => facts.delegation ?? { depth: 0 },
  ),
  environment: attested(TYPES.environment, (facts) => facts.environment),
  time: attested(
    {
      members: {
        now: TYPES.time,
        zone: TYPES.zone,
        date: TYPES.date,
        weekday: TYPES.weekday,
        year: TYPES.year,
        month: TYPES.month,
        day: TYPES.day,
        hour: TYPES.hour,
        minute: TYPES.minute,
      },
    },
    (facts) => readTime(facts.time),
  ),
  risk: attested({ members: { score: TYPES.score } }, (facts) => facts.risk),
  metadata: submitted({ mapOf: "json" }, "metadata"),
  data_accessed: submitted({ listOf: { members: { type: text, count: TYPES.count, sensitivity: text } } }, "data_accessed"),
  content: submitted(text, "content"),
  justification: submitted(text, "justification"),
  before: submitted("json", "before"),
  after: submitted("json", "after"),
  tool: submitted({ members: { name: text, server: text, version: text, arguments: "json" } }, "tool"),
  model: submitted({ members: { provider: text, name: text } }, "model"),
  skill: submitted(text, "skill"),
  memory: submitted(
    { members: { op: TYPES.memoryOp, scope: TYPES.memoryScope, class: TYPES.memoryClass, key: text, value: "json" } },
    "memory",
  ),
  usage: asserted(
    {
      members: {
        input_tokens: TYPES.count,
        output_tokens: TYPES.count,
        max_tokens: TYPES.count,
        usd: TYPES.amount,
        seconds: TYPES.amount,
      },
    },
    (facts) => readUsage(facts.submission.usage),
  ),
  tags: submitted({ listOf: text }, "tags"),
  data_subjects: submitted({ listOf: text }, "data_subjects"),
  session_id: submitted(text, "session_id"),
  run_id: submitted(TYPES.runId, "run_id"),
  iteration_index: submitted(TYPES.count, "iteration_index"),
  correlation_id: submitted(text, "correlation_id"),
  parent_event_id: submitted(text, "parent_event_id"),
};

/** The first parts of all fields except bare names. */
export const FIELD_NAMES: readonly string[] = Object.keys(FIELD_ROOTS);

/** Returns the type of a field's values, or of the items of its list; null when values of any type occur. */
export function typeOfField({ root, steps }: Pick<FieldRef, "root" | "steps">): ValueType | null {
  let shape: Shape | undefined = root.shape;
  for (const step of steps) {
    if (shape === undefined || shape === "json" || "type" in shape) return null;
    if ("listOf" in shape) shape = shape.listOf;
    else if ("mapOf" in shape) shape = shape.mapOf;
    else shape = "key" in step ? shape.members[step.key] : undefined;
  }
  const end = typeof shape === "object" && "listOf" in shape ? shape.listOf : shape;
  return typeof end === "object" && "type" in end ? end : null;
}

/** Lists every field with a known type. `label` stands for any name. */
export function listFields(): readonly { readonly field: string; readonly type: ValueType; readonly isList: boolean }[] {
  const fieldsOf = (name: string, shape: Shape, isList: boolean): { field: string; type: ValueType; isList: boolean }[] => {
    if (shape === "json") return [];
    if ("type" in shape) return [{ field: name, type: shape, isList }];
    if ("listOf" in shape)
      return [
        ...fieldsOf(`${name}[any]`, shape.listOf, false),
        ...("members" in (shape.listOf as object) ? [] : fieldsOf(name, shape.listOf, true)),
      ];
    if ("mapOf" in shape) return fieldsOf(`${name}.label`, shape.mapOf, false);
    return Object.entries(shape.members).flatMap(([key, part]) => fieldsOf(`${name}.${key}`, part, false));
  };
  return Object.entries(FIELD_ROOTS).flatMap(([name, { shape }]) => fieldsOf(name, shape, false));
}

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
  if (segment.startsWith("[") && !("listOf" in shape)) return { message: `${path} is not a list`, suggestion: path };
  if ("type" in shape) return { message: `${path} has no parts` };
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
  if ("type" in shape) return operator === "subset_of" ? { message: `subset_of compares a list, and ${path} is not one` } : null;
  if ("listOf" in shape) return whole && isValue(shape.listOf) ? null : needsQuantifier(path, "");
  return { message: `${path} is not a value, name one of its parts` };
}

const isValue = (shape: Shape) => typeof shape === "object" && "type" in shape;

function needsQuantifier(path: string, rest: string): FieldIssue {
  return { message: `${path} is a list: write ${path}[any]${rest} or ${path}[every]${rest}`, suggestion: `${path}[every]${rest}` };
}
