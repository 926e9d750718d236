import { expect, it } from "vitest";
import { type Comparable, compare, rank, scoreOf } from "./rank-similar.ts";

const base: Comparable = {
  action: "refund.issue",
  agent: "agt_1",
  policy: "refunds",
  findings: ["EMAIL", "IBAN"],
  fields: { amount: "40", currency: '"EUR"' },
};

it("gives 100 points to an equal decision, and lists the equal properties", () => {
  const reasons = compare(base, base);
  expect(scoreOf(reasons)).toBe(100);
  expect(reasons.map(({ by, values }) => [by, values])).toEqual([
    ["action", ["refund.issue"]],
    ["agent", ["agt_1"]],
    ["policy", ["refunds"]],
    ["fields", ["amount", "currency"]],
    ["findings", ["EMAIL", "IBAN"]],
  ]);
});

it.each<[string, Partial<Comparable>, number]>([
  ["another agent", { agent: "agt_2" }, 80],
  ["another policy", { policy: "other" }, 85],
  ["half of the fields", { fields: { amount: "41", currency: '"EUR"' } }, 93],
  ["one of three findings", { findings: ["EMAIL", "PHONE"] }, 93],
  ["no findings", { findings: [] }, 90],
  ["no field", { fields: {} }, 85],
])("gives fewer points for %s", (_, change, score) => {
  expect(scoreOf(compare(base, { ...base, ...change }))).toBe(score);
});

it("does not count properties that neither decision has", () => {
  const bare = { ...base, policy: null, findings: [], fields: {} };
  expect(compare(bare, bare).map(({ by }) => by)).toEqual(["action", "agent"]);
});

it("sorts by score, and keeps the order of equal scores", () => {
  const candidates = [{ ...base, agent: "b" }, { ...base, agent: "a" }, base];
  expect(rank(base, candidates, (one) => one).map(({ candidate }) => candidate.agent)).toEqual(["agt_1", "b", "a"]);
});
