import { readField } from "../../conditions/fields.ts";
import type { Report } from "../../model/issue.ts";
import type { Policy } from "../document/document.ts";
import type { Budget, HistoryRule, Limit } from "./limits-schema.ts";
import { usdMicros } from "./units.ts";

const KINDS = ["count", "distinct", "sum", "sequence"] as const;
const MEASURES = ["usd", "tokens", "calls", "seconds"] as const;

/** Reports limits and history rules that are well formed but meaningless. */
export function checkLimits({ spec }: Policy, report: Report): void {
  for (const [i, limit] of (spec.limits ?? []).entries()) checkLimit(limit, ["spec", "limits", i], report);
  for (const [i, rule] of (spec.history ?? []).entries()) checkRule(rule, ["spec", "history", i], report);
}

function checkLimit({ rate, burst, budget, by }: Limit, path: (string | number)[], report: Report): void {
  if ((rate === undefined) === (budget === undefined)) {
    report(path, "a limit is either a rate or a budget");
    return;
  }
  if (!budget) return;
  if (burst !== undefined) report([...path, "burst"], "burst belongs to a rate");
  if (!MEASURES.some((measure) => budget[measure] !== undefined))
    report([...path, "budget"], "a budget caps usd, tokens, calls or seconds");
  checkExtension(budget, [...path, "budget"], report);
  const determined = budget.per === "session" || budget.per === "run" || budget.per === "agent" || budget.per === "organisation";
  if (by !== undefined && determined) report([...path, "by"], `per: ${budget.per} already determines whose budget it is`);
}

function checkExtension(budget: Budget, path: (string | number)[], report: Report): void {
  const { at_cap, extend } = budget;
  if (at_cap !== "ask") {
    if (extend) report([...path, "extend"], "extend belongs to at_cap: ask");
    return;
  }
  if (!extend) {
    report(path, "at_cap: ask needs extend: { max: … }, the most by which people may extend the cap");
    return;
  }
  const measures = MEASURES.filter((measure) => budget[measure] !== undefined);
  if (measures.length > 1) report(path, "a budget with at_cap: ask caps one measure: write one limit for each");
  const isMoney = measures[0] === "usd";
  if (isMoney !== (typeof extend.max === "string"))
    report(
      [...path, "extend", "max"],
      isMoney ? 'must be a decimal text such as "5.00", like the cap' : "must be a whole number, like the cap",
    );
  else if (typeof extend.max === "string" && usdMicros(extend.max) === 0) report([...path, "extend", "max"], "must be above 0");
}

function checkRule(rule: HistoryRule, path: (string | number)[], report: Report): void {
  const kinds = KINDS.filter((kind) => rule[kind] !== undefined);
  if (kinds.length !== 1) {
    report(path, "a history rule is one of count, distinct, sum or sequence");
    return;
  }
  const { sequence } = rule;
  if (sequence) {
    if ((sequence.before === undefined) === (sequence.after === undefined))
      report([...path, "sequence"], "a sequence says either before or after");
    if (rule.operator !== undefined || rule.value !== undefined) report(path, "a sequence takes no operator and no value");
  } else if (rule.operator === undefined || rule.value === undefined) report(path, `${kinds[0]} needs an operator and a value`);
  for (const kind of ["distinct", "sum"] as const) {
    const field = rule[kind]?.field;
    const read = field === undefined ? null : readField(field, "eq");
    if (read && "message" in read) report([...path, kind, "field"], read.message, read.suggestion);
    else if (read?.steps.some((step) => "quantifier" in step)) report([...path, kind, "field"], "must be one value, not a list");
  }
}
