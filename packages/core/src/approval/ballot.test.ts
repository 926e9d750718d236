import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApprovalPlan } from "../model/verdict.ts";
import { findBallot, findUndecidableStage, hasApprovers, isDecidable, openVoters } from "./ballot.ts";
import type { ApprovalRequestTerms, Approver } from "./eligibility.ts";
import { findUnfilledStage } from "./fill-stages.ts";
import { type ApprovalProgress, NO_PROGRESS } from "./progress.ts";

const NOW = 10_000;
const person = (id: string, role: string, ...groups: string[]): Approver => ({
  id,
  email: `${id}@acme.test`,
  role,
  groups: groups.map((name) => ({ name, since: null })),
});
const stagesOf = (...approvers: string[]): ApprovalPlan["stages"] => approvers.map((one) => ({ approvers: [one], quorum: 1 }));
const termsOf = (stages: ApprovalPlan["stages"], more: Partial<ApprovalPlan> = {}): ApprovalRequestTerms => ({
  plan: { stages, expires: 60, use_within: 60, separation_of_duties: "strict", reason: "optional", risk: "low", asked_by: [], ...more },
  requested_by: { owner: null, opened_by: [], key_makers: [] },
  risk: "low",
});
const after = (stage: number, ...users: string[]): ApprovalProgress => ({
  ...NO_PROGRESS,
  stage,
  votes: users.map((user, index) => ({ user, right: user, stage: index, at: 1, entry: user })),
});

const both = person("both", "operator", "x");
const operator = person("operator", "operator");
const admin = person("admin", "admin", "x");

describe("people are distinct across the stages of a request", () => {
  const terms = termsOf(stagesOf("group:x", "role:operator"));
  const people = { people: [both, operator], now: NOW };

  test("so that a member of two groups decides one stage", () => {
    expect(findBallot(terms, NO_PROGRESS, "both", people)).toMatchObject({ right: "both" });
    expect(findBallot(terms, after(1, "both"), "both", people)).toEqual({ code: "ALREADY_VOTED" });
    expect(findBallot(terms, after(1, "both"), "operator", people)).toMatchObject({ right: "operator" });
    expect(openVoters(terms, after(1, "both"), people)).toEqual(["operator"]);
  });

  test("so that nobody is eligible for a second stage whose only approver decides the first", () => {
    expect(findUndecidableStage(terms, { people: [both], now: NOW })).toMatchObject({ approvers: ["role:operator"] });
    expect(findUndecidableStage(terms, people)).toBe(null);
    expect(hasApprovers(terms, after(1, "both"), { people: [both], now: NOW })).toBe(false);
  });

  test("so that a right which was used for the first stage is not used again by the person who handed over", () => {
    const away: Approver = { ...operator, handovers: [{ person: "both", from: 0, until: NOW + 1 }] };
    const voted = { ...after(1), votes: [{ user: "operator", right: "both", stage: 0, at: 1, entry: "1" }] };
    expect(findBallot(terms, voted, "both", { people: [both, away], now: NOW })).toEqual({ code: "ALREADY_VOTED" });
    expect(isDecidable(terms, voted, { people: [both, away], now: NOW })).toBe(false);
  });

  test("so that the only approver of a later stage leaves the first one to others", () => {
    const all = { people: [both, admin], now: NOW };
    expect(findBallot(terms, NO_PROGRESS, "both", all)).toMatchObject({ ineligible: { cause: "needed_for_later_stage" } });
    expect(openVoters(terms, NO_PROGRESS, all)).toEqual(["admin"]);
  });

  test("unless the policy says distinct: per_stage", () => {
    const perStage = termsOf(stagesOf("group:x", "role:operator"), { distinct: "per_stage" });
    const alone = { people: [both], now: NOW };
    expect(findUndecidableStage(perStage, alone)).toBe(null);
    expect(findBallot(perStage, after(1, "both"), "both", alone)).toMatchObject({ right: "both", before: [] });
    expect(findBallot(perStage, after(0, "both"), "both", alone)).toEqual({ code: "ALREADY_VOTED" });
  });
});

test("an assignment of people to stages is found exactly when one exists", () => {
  const stage = fc.record({ seats: fc.integer({ min: 0, max: 3 }), rights: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e")) });
  const substitutes = fc.dictionary(
    fc.constantFrom("a", "b", "c", "d", "e"),
    fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "s")),
  );
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 3 }), substitutes, (stages, voters) => {
      const votersOf = (right: string) => voters[right] ?? [right];
      expect(findUnfilledStage(stages, votersOf) === null).toBe(
        canFill(
          stages.flatMap(({ seats, rights }) => Array.from({ length: seats }, () => rights)),
          votersOf,
        ),
      );
    }),
  );
});

/** Tries every assignment. */
function canFill(
  seats: readonly (readonly string[])[],
  votersOf: (right: string) => readonly string[],
  rights: readonly string[] = [],
  voters: readonly string[] = [],
): boolean {
  const [seat, ...others] = seats;
  if (!seat) return true;
  return seat.some(
    (right) =>
      !rights.includes(right) &&
      votersOf(right).some((voter) => !voters.includes(voter) && canFill(others, votersOf, [...rights, right], [...voters, voter])),
  );
}
