import { ownMember } from "../../conditions/compile-condition.ts";
import { type FieldRef, readField } from "../../conditions/fields.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import { matchesCapability } from "../../model/action-pattern.ts";
import type { Facts } from "../../model/facts.ts";
import type { HistoryCheck, HistoryEventPlan } from "../../model/settle-plan.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { HistoryRule } from "./limits-schema.ts";
import { shortHash, subjectsOf } from "./subjects.ts";
import { micros, windowMs } from "./units.ts";

export interface CompiledHistoryEvent {
  /** Identifies the counted events. Two rules of a policy that count the same share one event. */
  readonly key: string;
  readonly actions: readonly string[];
  readonly make: (facts: Facts, tools: ModuleTools) => HistoryEventPlan;
}

/** Compiles one history rule and the event that it counts. */
export function compileHistory(id: string, rule: HistoryRule, index: number, isPrivate: (field: string) => boolean) {
  const { measure, actions, within, by, field, operator, value } = readRule(rule);
  const window_ms = windowMs(within);
  const key = `${id}:${shortHash(canonicalize([measure, actions, within, by, field]))}`;
  const ref = field === null ? null : fieldOf(field);
  const keysOf = (facts: Facts, tools: ModuleTools) => subjectsOf(by, facts, tools).map((subject) => `${key}:${subject}`);
  const counts = (facts: Facts) => actions.some((pattern) => matchesCapability(pattern, facts.submission.action_type));
  const check = (facts: Facts, tools: ModuleTools): HistoryCheck => ({
    kind: "history",
    policy: id,
    part: "history",
    index,
    measure,
    window_ms,
    operator,
    value: measure === "sum" ? micros(value) : value,
    keys: keysOf(facts, tools),
    ...(ref && counts(facts) && !isKnown(read(ref, facts), measure) ? { unknown: true } : {}),
    ...(ref && isPrivate(ref.name) ? { is_private: true } : {}),
    ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }),
  });
  const event: CompiledHistoryEvent = {
    key,
    actions,
    make: (facts, tools) => {
      const actual = ref ? read(ref, facts) : undefined;
      const distinct = measure === "distinct" && actual !== undefined && actual !== null;
      return {
        keys: keysOf(facts, tools),
        window_ms,
        value: distinct ? tools.fingerprint(canonicalize(actual)) : null,
        amount: measure === "sum" && typeof actual === "number" ? micros(actual) : null,
      };
    },
  };
  return { check, event };
}

function readRule(rule: HistoryRule) {
  const { sequence } = rule;
  if (sequence) {
    const before = sequence.before !== undefined;
    const operator: HistoryCheck["operator"] = before ? "gte" : "lt";
    const measure: HistoryCheck["measure"] = before ? "before" : "after";
    const actions = sequence.before ?? sequence.after ?? [];
    return { measure, actions, within: sequence.within, by: sequence.by ?? ("agent" as const), field: null, operator, value: 1 };
  }
  const measure = rule.count ? "count" : rule.distinct ? "distinct" : "sum";
  const counted = rule.count ?? rule.distinct ?? rule.sum;
  if (!counted || rule.operator === undefined || rule.value === undefined) throw new Error("a history rule counts something");
  const field = "field" in counted ? (counted.field as string) : null;
  return { ...counted, measure, by: counted.by ?? ("agent" as const), field, operator: rule.operator, value: rule.value } as const;
}

function fieldOf(field: string): FieldRef {
  const ref = readField(field, "eq");
  if ("message" in ref) throw new Error(ref.message);
  return ref;
}

function read(ref: FieldRef, facts: Facts): unknown {
  return ref.steps.reduce<unknown>((value, step) => ("key" in step ? ownMember(value, step.key) : undefined), ref.root.read(facts));
}

function isKnown(value: unknown, measure: HistoryCheck["measure"]): boolean {
  return measure === "sum" ? typeof value === "number" : value !== undefined && value !== null;
}
