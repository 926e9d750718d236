import type { ActionInput, ApprovalReview, GrantInput, JsonValue } from "@agentlattice/contract";
import { CONTEXT_FIELDS } from "@agentlattice/core/context-fields";

type GrantRules = NonNullable<ApprovalReview["grants"]>;
type Scalar = string | number | boolean;

/** An argument of a request to which a grant can refer. */
export interface GrantArgument {
  /** Path below `metadata`. */
  readonly name: string;
  readonly value: Scalar;
  /** True for the target, which stays exact in every grant. */
  readonly isTarget: boolean;
}

/** Comparison of an argument by a grant: with the approved value, with a maximum, or only by its presence. */
export type ArgumentRule = "exact" | "at_most" | "any";

/** The input of the form. */
export interface GrantDraft {
  readonly for: string;
  readonly count: string;
  readonly sum: string;
  /** The arguments that need not be exact, by name. */
  readonly rules: Readonly<Record<string, ArgumentRule>>;
  /** The maximum of each argument, by name. */
  readonly limits: Readonly<Record<string, string>>;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DURATIONS = ["15m", "1h", "2h", "8h", "1d", "7d", "30d"] as const;
const USUAL_COUNT = 10;
const MAX_CONDITIONS = 32;
const MAX_TEXT = 4096;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const RESERVED_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Writes a number of seconds as a duration such as `2h`. */
export function toDuration(seconds: number): string {
  const unit = (["d", "h", "m", "s"] as const).find((one) => seconds % SECONDS[one] === 0) ?? "s";
  return `${seconds / SECONDS[unit]}${unit}`;
}

/** Returns the durations that the policy allows, shortest first. */
export function durationsWithin(max: number): string[] {
  const shorter = DURATIONS.filter((duration) => toSeconds(duration) < max);
  return [...shorter, toDuration(max)];
}

function toSeconds(duration: (typeof DURATIONS)[number]): number {
  return Number.parseInt(duration, 10) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}

/** Returns the arguments of a request, or null when one of them cannot be compared by a condition. A grant then covers the same arguments only. */
export function grantArguments(
  { metadata }: Pick<ActionInput, "metadata">,
  { target_field }: Pick<GrantRules, "target_field">,
): GrantArgument[] | null {
  const found = flatten(metadata ?? {}, "");
  if (found === null || found.length === 0 || found.length > MAX_CONDITIONS / 2) return null;
  return found.map(({ name, value }) => ({ name, value, isTarget: name === target_field }));
}

/** Returns the fields beside `metadata` that a grant compares with the request, such as `before` and `after`. */
export function otherFields(submission: ActionInput): string[] {
  const { action_type: _, metadata: __, ...others } = submission;
  return Object.entries(others).flatMap(([name, value]) => (value === undefined || CONTEXT_FIELDS.has(name) ? [] : [name]));
}

function flatten(record: Readonly<Record<string, unknown>>, prefix: string): { name: string; value: Scalar }[] | null {
  const found: { name: string; value: Scalar }[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (!NAME.test(key) || RESERVED_NAMES.has(key)) return null;
    const name = prefix + key;
    const inner = isScalar(value) ? [{ name, value }] : isFilledRecord(value) ? flatten(value, `${name}.`) : null;
    if (inner === null) return null;
    found.push(...inner);
  }
  return found;
}

function isScalar(value: unknown): value is Scalar {
  return (typeof value === "string" && value.length <= MAX_TEXT) || typeof value === "number" || typeof value === "boolean";
}

function isFilledRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

/** Returns the number in the field that the policy adds up, or null when the request has none. Without it a grant keeps no sum. */
export function amountOf(submission: Pick<ActionInput, "metadata">, rules: Pick<GrantRules, "sum_field">): number | null {
  const steps = rules.sum_field.replace(/^metadata\./, "").split(".");
  const value = steps.reduce<unknown>(
    (at, step) => (typeof at === "object" && at !== null && Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined),
    submission.metadata ?? {},
  );
  return typeof value === "number" && value >= 0 ? value : null;
}

/** Returns the form as it opens: every argument exact, a short time and few uses. */
export function emptyDraft(rules: GrantRules, amount: number | null): GrantDraft {
  const durations = durationsWithin(rules.max);
  const count = Math.min(USUAL_COUNT, rules.max_count);
  const usualSum = amount === null || rules.max_sum === null ? "" : String(Math.min(rules.max_sum, round(amount * count)));
  return {
    for: durations.includes("1h") ? "1h" : (durations[0] ?? toDuration(rules.max)),
    count: String(count),
    sum: usualSum,
    rules: {},
    limits: {},
  };
}

const round = (value: number) => Math.round(value * 1_000_000) / 1_000_000;

/** The problems of a form by field, and the grant when there are none. */
interface ReadGrant {
  readonly grant: GrantInput | null;
  readonly problems: { readonly count: string | null; readonly sum: string | null; readonly limits: Readonly<Record<string, string>> };
}

/** Reads the form. The API checks the bounds again. */
export function readGrant(
  draft: GrantDraft,
  { rules, args, amount }: { rules: GrantRules; args: readonly GrantArgument[] | null; amount: number | null },
): ReadGrant {
  const loose = rules.exact ? [] : (args ?? []).filter((argument) => ruleOf(draft, argument) !== "exact");
  const limits = Object.fromEntries(
    loose.flatMap((argument) => {
      const problem = ruleOf(draft, argument) === "at_most" ? limitProblem(draft, argument) : null;
      return problem === null ? [] : [[argument.name, problem]];
    }),
  );
  const problems = { count: countProblem(draft, rules), sum: sumProblem(draft, rules, amount), limits };
  if (problems.count !== null || problems.sum !== null || Object.keys(limits).length > 0) return { grant: null, problems };
  const where = loose.length > 0 ? (args ?? []).flatMap((argument) => conditionsOf(draft, argument)) : null;
  const sum = amount === null || draft.sum.trim() === "" ? null : Number(draft.sum);
  const grant: GrantInput = {
    for: draft.for,
    count: Number(draft.count),
    ...(sum === null ? {} : { sum }),
    ...(where === null ? {} : { where }),
  };
  return { grant, problems };
}

/** Returns the rule of an argument. The target is exact, and only numbers have a maximum. */
export function ruleOf(draft: GrantDraft, { name, value, isTarget }: GrantArgument): ArgumentRule {
  const rule = Object.hasOwn(draft.rules, name) ? draft.rules[name] : undefined;
  if (isTarget || rule === undefined) return "exact";
  return rule === "at_most" && typeof value !== "number" ? "exact" : rule;
}

/** Returns the text in the field for the maximum of an argument. */
export function limitOf(draft: GrantDraft, { name, value }: GrantArgument): string {
  return (Object.hasOwn(draft.limits, name) ? draft.limits[name] : undefined) ?? String(value);
}

function conditionsOf(draft: GrantDraft, argument: GrantArgument): Record<string, JsonValue>[] {
  const field = `metadata.${argument.name}`;
  switch (ruleOf(draft, argument)) {
    case "exact":
      return [{ field, operator: "eq", value: argument.value }];
    case "any":
      return [{ field, operator: "exists" }];
    case "at_most": {
      const highest = { field, operator: "lte", value: Number(limitOf(draft, argument)) };
      // An amount that is not negative stays so: "at most 50" must not allow -1,000.
      return Number(argument.value) >= 0 ? [{ field, operator: "gte", value: 0 }, highest] : [highest];
    }
  }
}

function limitProblem(draft: GrantDraft, argument: GrantArgument): string | null {
  const limit = readNumber(limitOf(draft, argument));
  if (limit === null) return "Enter a number.";
  return limit < Number(argument.value) ? `Enter at least ${argument.value}, the value of this request.` : null;
}

function countProblem({ count }: GrantDraft, { max_count }: GrantRules): string | null {
  const value = readNumber(count);
  if (value === null || !Number.isInteger(value) || value < 1) return "Enter a whole number from 1.";
  return value > max_count ? `The policy allows up to ${max_count}.` : null;
}

function sumProblem({ sum }: GrantDraft, { max_sum, sum_field }: GrantRules, amount: number | null): string | null {
  if (amount === null) return max_sum === null ? null : `The policy requires a total, and this request has no number ${sum_field}.`;
  if (sum.trim() === "") return max_sum === null ? null : `Enter a total of up to ${max_sum}.`;
  const value = readNumber(sum);
  if (value === null || value <= 0) return "Enter a number above 0.";
  return max_sum !== null && value > max_sum ? `The policy allows up to ${max_sum}.` : null;
}

function readNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}
