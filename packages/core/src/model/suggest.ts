import { closestWord } from "./edit-distance.ts";

/** Common words for terms of the language. They are never accepted, only used for suggestions. */
const ALIASES = new Map(
  Object.entries({
    lt: "less_than lower_than below <",
    lte: "less_than_or_equal at_most max le <=",
    gt: "greater_than more_than above >",
    gte: "greater_than_or_equal at_least min ge >=",
    eq: "equals equal is == = ===",
    neq: "not_equals not_equal ne is_not != !== <>",
    in: "one_of any_of",
    not_in: "none_of nin notin",
    contains: "includes has",
    not_contains: "excludes",
    starts_with: "startswith prefix",
    ends_with: "endswith suffix",
    matches: "regex regexp match_regex like",
    exists: "present defined",
    not_exists: "missing absent is_null",
    between: "range",
    within_cidr: "cidr in_cidr ip_in",
    subset_of: "subset all_in",
    before: "earlier_than",
    after: "later_than",
    all: "and all_of",
    any: "or",
    not: "none",
    operator: "op",
    value: "values",
    field: "key attribute",
    remedy: "hint fix",
    allow: "allowlist permit fail_open",
    require: "conditions rules requires",
    when: "if",
    otherwise: "else",
    effect: "decision",
    actions: "action action_type",
    agents: "agent",
    environments: "environment env envs",
    approvers: "approver reviewers",
    expires: "timeout ttl",
    quorum: "min_approvals",
    deny: "block reject forbid fail_closed",
    approve: "ask require_approval review",
    monitor: "dry_run shadow",
    report_only: "audit log",
    enforce: "on active",
    ALLOW: "executed allowed",
    DENY: "denied",
    REQUIRE_APPROVAL: "requested approve approval pending",
    cases: "tests examples",
    expect: "expected",
    at: "now",
  }).flatMap(([term, words]) => words.split(" ").map((word) => [word, term] as const)),
);

/** Returns the known word that was probably meant: by alias or by spelling. Returns undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase().replaceAll("-", "_").trim();
  const alias = ALIASES.get(lower);
  if (alias !== undefined && known.includes(alias)) return alias;
  const sameLetters = known.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const longer = lower.length >= 3 ? known.find((candidate) => candidate.startsWith(lower)) : undefined;
  if (longer !== undefined) return longer;
  return closestWord(lower, known);
}
