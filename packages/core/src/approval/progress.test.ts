import { describe, expect, test } from "vitest";
import type { ApprovalPlan } from "../model/verdict.ts";
import { findBallot, hasApprovers, isDecidable } from "./ballot.ts";
import type { ApprovalRequestTerms, Approver } from "./eligibility.ts";
import { type ApprovalProgress, countingVotes, NO_PROGRESS } from "./progress.ts";

const VOTED = 1_000;
const NOW = 10_000;
const plan: ApprovalPlan = {
  stages: [{ approvers: ["role:operator", "group:release"], quorum: 2 }],
  expires: 60,
  use_within: 60,
  separation_of_duties: "default",
  reason: "optional",
  risk: "low",
  asked_by: [],
};
const terms: ApprovalRequestTerms = { plan, requested_by: { owner: null, opened_by: [], key_makers: [] }, risk: "low" };
const hal: Approver = { id: "hal", email: "hal@acme.test", role: "operator", role_since: 0 };
const dan: Approver = { ...hal, id: "dan", email: "dan@acme.test" };
const eve: Approver = { ...hal, id: "eve", email: "eve@acme.test", role: "admin" };
const voted = (user: string, right = user, at = VOTED): ApprovalProgress["votes"][number] => ({ user, right, stage: 0, at, entry: user });
const counting = (people: Approver[], ...votes: ApprovalProgress["votes"]) =>
  countingVotes(terms, { ...NO_PROGRESS, votes }, { people, now: NOW }).map(({ user }) => user);
const ballot = (people: Approver[], personId: string, ...votes: ApprovalProgress["votes"]) =>
  findBallot(terms, { ...NO_PROGRESS, votes }, personId, { people, now: NOW });

describe("a vote", () => {
  test("stops counting permanently when its voter loses the role, and the person votes again", () => {
    const regained = { ...hal, role_since: VOTED + 2 };
    expect(counting([{ ...hal, role: "member", role_since: VOTED + 1 }, dan], voted("hal"))).toEqual([]);
    expect(counting([regained, dan], voted("hal"), voted("dan"))).toEqual(["dan"]);
    expect(ballot([regained, dan], "hal", voted("hal"), voted("dan"))).toMatchObject({ right: "hal", before: [{ user: "dan" }] });
    expect(counting([regained, dan], voted("hal"), voted("dan"), voted("hal", "hal", VOTED + 3))).toEqual(["dan", "hal"]);
  });

  test("stops counting permanently when its voter leaves the group", () => {
    const member = (since: number | null): Approver => ({ ...eve, groups: [{ name: "release", since }] });
    expect(counting([member(null)], voted("eve"))).toEqual(["eve"]);
    expect(counting([member(VOTED)], voted("eve"))).toEqual(["eve"]);
    expect(counting([eve], voted("eve"))).toEqual([]);
    expect(counting([member(VOTED + 1)], voted("eve"))).toEqual([]);
    expect(ballot([member(VOTED + 1)], "eve", voted("eve"))).toMatchObject({ right: "eve", before: [] });
  });

  test("under a hand-over counts after the hand-over, and ends with the role of the voter or of the absent person", () => {
    const away: Approver = { ...eve, handovers: [{ person: "dan", from: 0, until: VOTED + 1 }] };
    expect(counting([away, dan], voted("eve", "dan"))).toEqual(["eve"]);
    expect(counting([eve, dan], voted("eve", "dan"))).toEqual(["eve"]);
    expect(ballot([eve, dan], "dan", voted("eve", "dan"))).toEqual({ code: "ALREADY_VOTED" });
    expect(counting([eve, { ...dan, role: "member", role_since: VOTED + 1 }], voted("eve", "dan"))).toEqual([]);
    expect(counting([eve, { ...dan, role_since: VOTED + 1 }], voted("eve", "dan"))).toEqual([]);
    expect(counting([{ ...eve, role: "member" }, dan], voted("eve", "dan"))).toEqual([]);
    expect(counting([dan], voted("eve", "dan"))).toEqual([]);
  });
});

describe("a request can be decided", () => {
  const check =
    (ask: typeof isDecidable) =>
    (people: Approver[], progress: Partial<ApprovalProgress> = {}, stages: ApprovalPlan["stages"] = plan.stages) =>
      ask({ ...terms, plan: { ...plan, stages } }, { ...NO_PROGRESS, ...progress }, { people, now: NOW });
  const can = check(isDecidable);

  test("while the votes and the people who may still vote reach the quorum", () => {
    expect(can([hal, dan])).toBe(true);
    expect(can([hal])).toBe(false);
    expect(can([hal, dan], { votes: [voted("hal")] })).toBe(true);
    expect(can([hal], { votes: [voted("hal")] })).toBe(false);
    expect(can([{ ...hal, role_since: VOTED + 1 }, dan], { votes: [voted("hal")] })).toBe(true);
  });

  test("by nobody when no approver of the current or of a later stage remains", () => {
    const anybody = check(hasApprovers);
    expect(anybody([hal])).toBe(true);
    expect(anybody([hal], { votes: [voted("hal")] })).toBe(true);
    expect(anybody([eve])).toBe(false);
    expect(anybody([hal], {}, [...plan.stages, { approvers: ["group:gone"], quorum: 1 }])).toBe(false);
    expect(anybody([eve], { escalations: 1 }, [{ approvers: ["group:gone"], quorum: 2, fallback: ["role:admin"] }])).toBe(true);
  });

  test("not by two people who share one right", () => {
    const substitute: Approver = { ...eve, handovers: [{ person: "dan", from: 0, until: NOW + 1 }] };
    expect(can([substitute, dan])).toBe(false);
    expect(can([substitute, dan, hal])).toBe(true);
  });

  test("with fallback approvers once the stage has escalated, and with enough approvers of later stages", () => {
    const [stage] = plan.stages;
    const fallback = [{ approvers: ["group:gone"], quorum: 1, fallback: ["role:admin"] }];
    expect(can([eve], {}, fallback)).toBe(false);
    expect(can([eve], { escalations: 1 }, fallback)).toBe(true);
    const later = [...(stage ? [stage] : []), { approvers: ["group:gone"], quorum: 1 }];
    expect(can([hal, dan], {}, later)).toBe(false);
    expect(can([hal, dan], {}, [{ approvers: ["group:gone"], quorum: 1 }, ...plan.stages])).toBe(false);
    expect(can([hal, dan], { stage: 1 }, [{ approvers: ["group:gone"], quorum: 1 }, ...plan.stages])).toBe(true);
  });
});
