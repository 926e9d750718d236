import type { Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";
import { covers, type ReferenceAnswer, referenceEvaluate } from "./reference-evaluator.ts";

/*
 * A reference implementation of limits and history, as simple as possible. It keeps no counters: every request examines all earlier
 * executed actions again.
 */

/** An executed action. */
interface Done {
  readonly facts: Facts;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Names of the policies that applied. */
  readonly applied: readonly string[];
}

type Spec = Policy["spec"];
type Limit = NonNullable<Spec["limits"]>[number];
type Rule = NonNullable<Spec["history"]>[number];

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const MICRO = 1_000_000;

/** Returns the answers to requests in order. Required approvals are granted. */
export function referenceSequence(
  requests: readonly Facts[],
  documents: readonly Policy[],
  orgDefault: "allow" | "deny",
): Pick<ReferenceAnswer, "status" | "denial_reason" | "policy_name">[] {
  const done: Done[] = [];
  return requests.map((facts) => {
    const { status, denial_reason, policy_name, policies } = referenceEvaluate(facts, documents, orgDefault);
    const answer = { status, ...(denial_reason ? { denial_reason } : {}), ...(policy_name ? { policy_name } : {}) };
    if (status === "denied") return answer;
    const applied = policies.map(({ name }) => name);
    const now: Done = { facts, at: Date.parse(facts.time.now), applied };
    for (const name of applied) {
      const document = documents.find(({ metadata }) => metadata.name === name);
      const reason = document && firstReached(document, now, done);
      if (reason) return { status: "denied" as const, denial_reason: reason, policy_name: name };
    }
    done.push(now);
    return answer;
  });
}

function firstReached({ metadata, spec }: Policy, now: Done, done: readonly Done[]): string | null {
  const charged = done.filter(({ applied }) => applied.includes(metadata.name));
  for (const limit of spec.limits ?? []) {
    if (limit.rate !== undefined && rateIsReached(limit, now, charged)) return "RATE_LIMITED";
    if (limit.budget && budgetIsReached(limit, now, charged)) return "BUDGET_EXCEEDED";
  }
  const counted = done.filter(({ facts }) => spec.match.environments?.includes(facts.environment) ?? true);
  if ((spec.history ?? []).some((rule) => !historyHolds(rule, now, counted))) return "HISTORY_LIMIT";
  return null;
}

/** Models a rate as a bucket that leaks one call per interval, for each subject. */
function rateIsReached({ rate = "", burst, by = "agent" }: Limit, now: Done, charged: readonly Done[]): boolean {
  const [count = "1", unit = "s"] = rate.split("/");
  const interval = Math.ceil((SECONDS[unit.charAt(0) as "s"] * MICRO) / Number(count));
  return subjectsOf(by, now.facts).some((subject) => {
    let level = 0;
    let last = 0;
    for (const { at } of charged.filter(({ facts }) => subjectsOf(by, facts).includes(subject))) {
      level = Math.max(0, level - (at - last) * 1000) + interval;
      last = at;
    }
    return level - (now.at - last) * 1000 > ((burst ?? Number(count)) - 1) * interval;
  });
}

function budgetIsReached({ budget, by = "agent" }: Limit, now: Done, charged: readonly Done[]): boolean {
  if (!budget) return false;
  const owner = budget.per === "session" || budget.per === "agent" || budget.per === "organisation" ? budget.per : by;
  const stretch = (at: number) => new Date(at).toISOString().slice(0, budget.per === "hour" ? 13 : budget.per === "day" ? 10 : 0);
  const same = charged.filter(({ at }) => stretch(at) === stretch(now.at));
  const measures = [
    [budget.calls, () => 1],
    [budget.tokens, tokensOf],
  ] as const;
  return measures.some(([cap, costOf]) => {
    if (cap === undefined) return false;
    return subjectsOf(owner, now.facts).some((subject) => {
      const used = same
        .filter(({ facts }) => subjectsOf(owner, facts).includes(subject))
        .reduce((sum, { facts }) => sum + costOf(facts), 0);
      return used >= cap || used + costOf(now.facts) > cap;
    });
  });
}

function tokensOf({ submission }: Facts): number {
  const usage = submission.usage as { input_tokens?: number; max_tokens?: number } | undefined;
  if (usage === undefined) return 0;
  const stated = (usage.input_tokens ?? 0) + (usage.max_tokens ?? 0);
  return stated > 0 ? stated : 4096;
}

function historyHolds(rule: Rule, now: Done, done: readonly Done[]): boolean {
  const counted = rule.count ?? rule.distinct ?? rule.sum ?? rule.sequence;
  if (!counted) return true;
  const actions = "actions" in counted ? counted.actions : (rule.sequence?.before ?? rule.sequence?.after ?? []);
  const window = durationOf(counted.within);
  const field = rule.distinct?.field ?? rule.sum?.field ?? null;
  const own = fieldOf(now, field);
  const counts = actions.some((pattern) => covers(pattern, now.facts.submission.action_type));
  if (field !== null && counts && (rule.sum ? typeof own !== "number" : own === undefined || own === null)) return false;
  return subjectsOf(counted.by ?? "agent", now.facts).every((subject) => {
    const earlier = done.filter(
      ({ facts, at }) =>
        at + window > now.at &&
        actions.some((pattern) => covers(pattern, facts.submission.action_type)) &&
        subjectsOf(counted.by ?? "agent", facts).includes(subject),
    );
    if (rule.sequence) return rule.sequence.before ? earlier.length > 0 : earlier.length === 0;
    const values = earlier.map((one) => fieldOf(one, field));
    if (rule.count) return compare(earlier.length, rule);
    if (rule.distinct)
      return compare(
        new Set(values.filter((value) => value !== undefined && value !== null).map((value) => JSON.stringify(value))).size,
        rule,
      );
    return compare(
      values.reduce<number>((sum, value) => sum + (typeof value === "number" ? value : 0), 0),
      rule,
    );
  });
}

function compare(actual: number, { operator, value = 0 }: Rule): boolean {
  if (operator === "lt") return actual < value;
  if (operator === "lte") return actual <= value;
  return operator === "gte" ? actual >= value : actual === value;
}

/** Reads a member of metadata, the only fields in generated rules. */
function fieldOf({ facts }: Done, field: string | null): unknown {
  return field === null ? undefined : Object.entries(facts.submission.metadata ?? {}).find(([key]) => key === field)?.[1];
}

function subjectsOf(by: string, { agent, ancestors, submission }: Facts): string[] {
  const chain = [...ancestors, agent].map(({ id }) => id);
  if (by === "agent") return chain;
  if (by === "session") return [JSON.stringify([chain[0], submission.session_id ?? null])];
  return [by === "action" ? submission.action_type : "everybody"];
}

function durationOf(text: string): number {
  return Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as "s"] * 1000;
}
