/** Common words for terms of the language. They are never accepted, only used for suggestions. */
const ALIASES: Readonly<Record<string, string>> = {
  less_than: "lt",
  lower_than: "lt",
  below: "lt",
  "<": "lt",
  less_than_or_equal: "lte",
  at_most: "lte",
  max: "lte",
  le: "lte",
  "<=": "lte",
  greater_than: "gt",
  more_than: "gt",
  above: "gt",
  ">": "gt",
  greater_than_or_equal: "gte",
  at_least: "gte",
  min: "gte",
  ge: "gte",
  ">=": "gte",
  equals: "eq",
  equal: "eq",
  is: "eq",
  "==": "eq",
  "=": "eq",
  "===": "eq",
  not_equals: "neq",
  not_equal: "neq",
  ne: "neq",
  is_not: "neq",
  "!=": "neq",
  "!==": "neq",
  "<>": "neq",
  one_of: "in",
  any_of: "in",
  none_of: "not_in",
  nin: "not_in",
  notin: "not_in",
  includes: "contains",
  has: "contains",
  excludes: "not_contains",
  startswith: "starts_with",
  prefix: "starts_with",
  endswith: "ends_with",
  suffix: "ends_with",
  regex: "matches",
  regexp: "matches",
  match_regex: "matches",
  like: "matches",
  present: "exists",
  defined: "exists",
  missing: "not_exists",
  absent: "not_exists",
  is_null: "not_exists",
  range: "between",
  cidr: "within_cidr",
  in_cidr: "within_cidr",
  ip_in: "within_cidr",
  subset: "subset_of",
  all_in: "subset_of",
  earlier_than: "before",
  later_than: "after",
  and: "all",
  or: "any",
  all_of: "all",
  none: "not",
  op: "operator",
  values: "value",
  key: "field",
  attribute: "field",
  hint: "remedy",
  fix: "remedy",
  allowlist: "allow",
  conditions: "require",
  rules: "require",
  requires: "require",
  if: "when",
  else: "otherwise",
  decision: "effect",
  action: "actions",
  action_type: "actions",
  agent: "agents",
  environment: "environments",
  env: "environments",
  envs: "environments",
  approver: "approvers",
  reviewers: "approvers",
  timeout: "expires",
  ttl: "expires",
  min_approvals: "quorum",
  permit: "allow",
  block: "deny",
  reject: "deny",
  forbid: "deny",
  ask: "approve",
  require_approval: "approve",
  review: "approve",
  dry_run: "monitor",
  shadow: "monitor",
  audit: "report_only",
  log: "report_only",
  fail_open: "allow",
  fail_closed: "deny",
  on: "enforce",
  active: "enforce",
  executed: "ALLOW",
  allowed: "ALLOW",
  denied: "DENY",
  requested: "REQUIRE_APPROVAL",
  approve: "REQUIRE_APPROVAL",
  approval: "REQUIRE_APPROVAL",
  pending: "REQUIRE_APPROVAL",
  tests: "cases",
  examples: "cases",
  expected: "expect",
  now: "at",
};

/** Returns the known word that was probably meant: by alias or by spelling. Returns undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase().replaceAll("-", "_").trim();
  const alias = Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined;
  if (alias !== undefined && known.includes(alias)) return alias;
  const sameLetters = known.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const longer = lower.length >= 3 ? known.find((candidate) => candidate.startsWith(lower)) : undefined;
  if (longer !== undefined) return longer;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(lower.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(lower, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Counts the single-character edits between two words, a swap of neighbours being one. The result is capped at `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 64) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (before[j - 2] as number) + 1);
      row.push(edits);
    }
    before = previous;
    previous = row;
  }
  return Math.min(previous[b.length] as number, limit);
}
