import { expect, test } from "vitest";
import type { ApprovalPlan } from "../model/verdict.ts";
import type { RiskLevel } from "./assess-risk.ts";
import { findUndecidableStage } from "./ballot.ts";
import { type ApprovalRequestTerms, type Approver, eligibleApprovers, mayDecide, mayRelease } from "./eligibility.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const plan = (approvers: string[], separation: ApprovalPlan["separation_of_duties"] = "default"): ApprovalPlan => ({
  stages: [{ approvers, quorum: 1 }],
  expires: 60,
  use_within: 60,
  separation_of_duties: separation,
  reason: "optional",
  risk: "low",
  asked_by: [],
});
const ana: Approver = { id: "ana", email: "ana@acme.test", role: "operator" };
const bob: Approver = { id: "bob", email: "bob@acme.test", role: "operator" };
const by = (owner: string | null, more: object = {}) => ({ owner, opened_by: [], key_makers: [], ...more });
const own = by("ana");

/** Checks whether the first person may decide the only stage. */
function check(asked: ApprovalPlan, [person, ...others]: [Approver, ...Approver[]], requested_by = own, risk: RiskLevel = "low") {
  const terms: ApprovalRequestTerms = { plan: asked, requested_by, risk };
  const [stage] = asked.stages;
  if (!stage) throw new Error("the plan has a stage");
  return mayDecide(terms, stage, person.id, { people: [person, ...others], now: NOW });
}

test.each<[string, string[], Approver, boolean]>([
  ["a named role", ["role:operator"], ana, true],
  ["an owner is not an operator: roles never imply each other", ["role:operator"], { ...ana, role: "owner" }, false],
  ["a named person", ["user:ana@acme.test"], ana, true],
  ["a named person, however the policy spells it", ["user:Ana@Acme.test"], ana, true],
  ["another person", ["user:bob@acme.test"], ana, false],
  ["the agent's owner", ["agent_owner"], ana, true],
  ["an auditor never decides", ["role:auditor", "user:ana@acme.test"], { ...ana, role: "auditor" }, false],
  ["a member never decides", ["role:member"], { ...ana, role: "member" }, false],
  ["a member of the group", ["group:release"], { ...ana, groups: [{ name: "release", since: null }] }, true],
  ["somebody outside the group", ["group:release"], { ...ana, groups: [{ name: "oncall", since: null }] }, false],
  [
    "a group does not let an auditor decide",
    ["group:release"],
    { ...ana, role: "auditor", groups: [{ name: "release", since: null }] },
    false,
  ],
])("%s", (_, approvers, person, eligible) => {
  expect(check(plan(approvers), [person]).eligible).toBe(eligible);
});

test("refuses a person who is no longer a member", () => {
  const terms = { plan: plan(["role:operator"]), requested_by: own, risk: "low" as const };
  expect(mayDecide(terms, { approvers: ["role:operator"], quorum: 1 }, "ana", { people: [bob], now: NOW }).eligible).toBe(false);
});

test("strict separation of duties excludes the agent's owner", () => {
  const strict = plan(["role:operator"], "strict");
  expect(check(strict, [ana])).toMatchObject({ eligible: false, because: expect.stringContaining("own") });
  expect(check(strict, [ana], by("bob")).eligible).toBe(true);
});

test("lists the eligible people in order", () => {
  const people = [ana, { ...ana, id: "bob", role: "admin" }, { ...ana, id: "cyd", role: "auditor" }];
  const terms = { plan: plan(["role:admin", "role:operator"]), requested_by: own, risk: "low" as const };
  const found = eligibleApprovers(terms, { approvers: ["role:admin", "role:operator"], quorum: 1 }, { people, now: NOW });
  expect(found.map((person) => person.id)).toEqual(["ana", "bob"]);
});

test("a person who opened a delegation cannot decide requests made under it", () => {
  const opened = by(null, { opened_by: ["ana"] });
  expect(check(plan(["role:operator", "user:ana@acme.test"]), [ana], opened)).toMatchObject({
    eligible: false,
    because: expect.stringContaining("opened"),
  });
  expect(check(plan(["role:operator"]), [bob], opened).eligible).toBe(true);
});

test("strict separation of duties excludes the creators of the keys; the default does not", () => {
  const made = by("bob", { key_makers: ["ana", "cyd"] });
  expect(check(plan(["role:operator"], "strict"), [ana], made)).toMatchObject({
    eligible: false,
    because: expect.stringContaining("key"),
  });
  expect(check(plan(["role:operator"], "strict"), [{ ...ana, id: "dan" }], made).eligible).toBe(true);
  expect(check(plan(["role:operator"]), [ana], made).eligible).toBe(true);
});

test.each<[string, RiskLevel, number | null, boolean]>([
  ["a role of 23 hours does not count on high risk", "high", NOW - 23 * HOUR, false],
  ["a role of 24 hours counts", "high", NOW - 24 * HOUR, true],
  ["a new role does not count on critical risk", "critical", NOW, false],
  ["a new role counts on medium risk", "medium", NOW, true],
  ["a role from the start of the organisation counts", "critical", null, true],
])("%s", (_, risk, role_since, eligible) => {
  expect(check(plan(["role:operator"]), [{ ...ana, role_since }], own, risk).eligible).toBe(eligible);
});

const away = (person: string, from = NOW - HOUR, until = NOW + HOUR) => ({ ...bob, role: "admin", handovers: [{ person, from, until }] });

test("a hand-over gives the rights of the absent person while it lasts", () => {
  const asked = plan(["user:ana@acme.test"]);
  expect(check(asked, [away("ana"), ana])).toEqual({ eligible: true, rights: ["ana"] });
  expect(check(asked, [away("ana", NOW + 1), ana]).eligible).toBe(false);
  expect(check(asked, [away("ana", NOW - HOUR, NOW), ana]).eligible).toBe(false);
});

test("a hand-over is not passed on, and gives no right that the absent person lacks", () => {
  const asked = plan(["user:ana@acme.test"]);
  const cyd: Approver = { ...bob, id: "cyd", handovers: [{ person: "bob", from: 0, until: NOW + HOUR }] };
  expect(check(asked, [cyd, away("ana"), ana]).eligible).toBe(false);
  expect(check(plan(["role:operator"], "strict"), [away("ana"), ana]).eligible).toBe(false);
  expect(check(asked, [{ ...away("ana"), role: "auditor" }, ana]).eligible).toBe(false);
  expect(check(plan(["user:ana@acme.test"], "strict"), [away("ana"), ana], by("bob")).eligible).toBe(false);
});

test("a new role of the substitute or the absent person does not count on high risk", () => {
  const asked = plan(["user:ana@acme.test"]);
  const high = (substitute: Approver, person: Approver) => check(asked, [substitute, person], own, "high").eligible;
  expect(high({ ...away("ana"), role_since: NOW - 48 * HOUR }, ana)).toBe(true);
  expect(high({ ...away("ana"), role_since: NOW - HOUR }, ana)).toBe(false);
  expect(high(away("ana"), { ...ana, role_since: NOW - HOUR })).toBe(false);
  expect(check(asked, [{ ...away("ana"), role_since: NOW - HOUR }, ana], own, "medium").eligible).toBe(true);
});

test("finds a stage that too few people may decide, and counts the fallback only where the stage escalates", () => {
  const two = (more: object) => ({ ...plan([]), stages: [{ approvers: ["role:operator"], quorum: 2, ...more }] });
  const undecidable = (asked: ApprovalPlan, people: Approver[]) =>
    findUndecidableStage({ plan: asked, requested_by: own, risk: "low" }, { people, now: NOW }) !== null;
  expect(undecidable(two({}), [ana])).toBe(true);
  expect(undecidable(two({}), [ana, bob])).toBe(false);
  expect(undecidable(two({ fallback: ["user:bob@acme.test"] }), [ana, { ...bob, role: "admin" }])).toBe(true);
  expect(undecidable(two({ fallback: ["user:bob@acme.test"], sla: 60 }), [ana, { ...bob, role: "admin" }])).toBe(false);
});

test("an emergency release requires no place in the approver list, and excludes the people behind the request", () => {
  const terms = { plan: plan(["role:owner"]), requested_by: by(null, { opened_by: ["ana"] }), risk: "critical" as const };
  expect(mayRelease(terms, bob, NOW).eligible).toBe(true);
  expect(mayRelease(terms, ana, NOW).eligible).toBe(false);
  expect(mayRelease(terms, { ...bob, role_since: NOW }, NOW).eligible).toBe(false);
});

test("each cause of ineligibility has a message and a remedy of its own", () => {
  const refused = (asked: ApprovalPlan, person: Approver, risk: RiskLevel = "low") => check(asked, [person], own, risk);
  expect(refused(plan(["role:admin"]), bob)).toMatchObject({ cause: "not_an_approver", because: expect.stringContaining("role:admin") });
  expect(refused(plan(["role:operator"], "strict"), ana)).toMatchObject({
    cause: "separation_of_duties",
    because: expect.stringContaining("neither owns the agent nor made its key"),
  });
  expect(refused(plan(["role:operator"]), { ...bob, role_since: NOW - HOUR }, "high")).toMatchObject({
    cause: "role_too_new",
    because: expect.stringContaining("from 2026-11-23 11:00 UTC"),
  });
});
