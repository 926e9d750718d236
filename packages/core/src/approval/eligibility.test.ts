import { expect, test } from "vitest";
import type { ApprovalPlan } from "../model/verdict.ts";
import { eligibleApprovers, mayDecide } from "./eligibility.ts";

const plan = (approvers: string[], separation: ApprovalPlan["separation_of_duties"] = "default"): ApprovalPlan => ({
  stages: [{ approvers, quorum: 1 }],
  expires: 60,
  use_within: 60,
  separation_of_duties: separation,
  reason: "optional",
  risk: "low",
  asked_by: [],
});
const ana = { id: "ana", email: "ana@acme.test", role: "operator" };
const by = (owner: string | null, more: object = {}) => ({ owner, opened_by: [], key_makers: [], ...more });
const own = by("ana");

test.each([
  ["a named role", ["role:operator"], ana, true],
  ["an owner is not an operator: roles never imply each other", ["role:operator"], { ...ana, role: "owner" }, false],
  ["a named person", ["user:ana@acme.test"], ana, true],
  ["a named person, however the policy spells it", ["user:Ana@Acme.test"], ana, true],
  ["another person", ["user:bob@acme.test"], ana, false],
  ["the agent's owner", ["agent_owner"], ana, true],
  ["an auditor never decides", ["role:auditor", "user:ana@acme.test"], { ...ana, role: "auditor" }, false],
  ["a member never decides", ["role:member"], { ...ana, role: "member" }, false],
  ["a group has no members until groups exist", ["group:release"], ana, false],
])("%s", (_, approvers, person, eligible) => {
  expect(mayDecide(plan(approvers), person, own).eligible).toBe(eligible);
});

test("strict separation of duties excludes the agent's owner", () => {
  const strict = plan(["role:operator"], "strict");
  expect(mayDecide(strict, ana, own)).toMatchObject({ eligible: false, because: expect.stringContaining("own") });
  expect(mayDecide(strict, ana, by("bob")).eligible).toBe(true);
});

test("every stage must name the person", () => {
  const two = {
    ...plan([]),
    stages: [
      { approvers: ["role:operator"], quorum: 1 },
      { approvers: ["role:admin"], quorum: 1 },
    ],
  };
  expect(mayDecide(two, ana, own).eligible).toBe(false);
});

test("lists who may decide, in order", () => {
  const people = [ana, { ...ana, id: "bob", role: "admin" }, { ...ana, id: "cyd", role: "auditor" }];
  expect(eligibleApprovers(plan(["role:admin", "role:operator"]), people, own).map((person) => person.id)).toEqual(["ana", "bob"]);
});

test("a person who opened a delegation cannot decide requests made under it", () => {
  const opened = by(null, { opened_by: ["ana"] });
  expect(mayDecide(plan(["role:operator", "user:ana@acme.test"]), ana, opened)).toMatchObject({
    eligible: false,
    because: expect.stringContaining("opened"),
  });
  expect(mayDecide(plan(["role:operator"]), { ...ana, id: "bob" }, opened).eligible).toBe(true);
});

test("strict separation of duties excludes the creators of the keys; the default does not", () => {
  const made = by("bob", { key_makers: ["ana", "cyd"] });
  expect(mayDecide(plan(["role:operator"], "strict"), ana, made)).toMatchObject({
    eligible: false,
    because: expect.stringContaining("key"),
  });
  expect(mayDecide(plan(["role:operator"], "strict"), { ...ana, id: "dan" }, made).eligible).toBe(true);
  expect(mayDecide(plan(["role:operator"]), ana, made).eligible).toBe(true);
});
