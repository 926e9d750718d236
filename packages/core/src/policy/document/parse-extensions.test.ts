import { expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";

const issuesOf = (spec: object) => {
  const metadata = { name: "capped" };
  const parsed = parsePolicy({
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata,
    spec: { match: { actions: ["pr.*"] }, effect: "allow", ...spec },
  });
  return parsed.ok ? [] : parsed.issues;
};

test.each<[string, object, string, RegExp]>([
  [
    "a cap that asks without a bound",
    { limits: [{ budget: { calls: 1, per: "day", at_cap: "ask" } }] },
    "spec.limits[0].budget",
    /needs extend/,
  ],
  [
    "a bound of a cap that denies",
    { limits: [{ budget: { calls: 1, per: "day", extend: { max: 1 } } }] },
    "spec.limits[0].budget.extend",
    /belongs to at_cap: ask/,
  ],
  [
    "a cap that asks for two measures",
    { limits: [{ budget: { calls: 1, tokens: 1, per: "day", at_cap: "ask", extend: { max: 1 } } }] },
    "spec.limits[0].budget",
    /caps one measure/,
  ],
  [
    "a bound of money as a number",
    { limits: [{ budget: { usd: "1", per: "day", at_cap: "ask", extend: { max: 1 } } }] },
    "spec.limits[0].budget.extend.max",
    /must be a decimal text/,
  ],
  [
    "a bound of calls as a text",
    { limits: [{ budget: { calls: 1, per: "day", at_cap: "ask", extend: { max: "1.00" } } }] },
    "spec.limits[0].budget.extend.max",
    /must be a whole number/,
  ],
  [
    "a bound of nothing",
    { limits: [{ budget: { usd: "1", per: "day", at_cap: "ask", extend: { max: "0.00" } } }] },
    "spec.limits[0].budget.extend.max",
    /must be above 0/,
  ],
])("a policy with %s is refused at the field", (_name, spec, path, message) => {
  const [issue] = issuesOf(spec);
  expect(issue?.path).toBe(path);
  expect(issue?.message).toMatch(message);
});
