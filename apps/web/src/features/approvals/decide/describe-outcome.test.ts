import type { ApprovalStatus } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { sampleApproval } from "../testing/sample-approval.ts";
import { describeLostRace, describeOutcome } from "./describe-outcome.ts";

const now = Date.parse("2026-11-21T08:00:03.000Z");
const approval = (status: ApprovalStatus, by: string) =>
  sampleApproval({
    status,
    decided_by: { id: by, name: "Priya Raman" },
    decided_at: "2026-11-21T08:00:00.000Z",
    expires_at: "2026-11-21T07:58:03.000Z",
  });

test.each<[ApprovalStatus, string | null]>([
  ["pending", null],
  ["approved", "Priya Raman approved this 3 s ago. The agent has not used it yet."],
  ["used", "Priya Raman approved this 3 s ago. It was executed."],
  ["denied", "Priya Raman denied this 3 s ago."],
  ["lapsed", "Priya Raman approved this 3 s ago. It was not used in time."],
  ["cancelled", "The agent withdrew this before anyone decided."],
])("%s", (status, sentence) => expect(describeOutcome(approval(status, "usr_p"), { now, me: "usr_a" })).toBe(sentence));

test.each([
  ["cancelled", "AGENT_DISABLED", "The agent was disabled before anyone decided."],
  ["cancelled", "KEY_REVOKED", "The agent's key was revoked before anyone decided."],
  ["revoked", "DELEGATION_INVALID", "Priya Raman approved this 3 s ago. The agent's delegation ended before it was used."],
  ["refused", "APPROVAL_TAMPERED", "The stored approval contradicts the ledger. Verify the ledger in Audit."],
] as const)("%s because of %s", (status, refusal, sentence) => {
  expect(describeOutcome({ ...approval(status, "usr_p"), refusal }, { now, me: "usr_a" })).toBe(sentence);
});

test("a request that the policies refuse names a decision only when there was one", () => {
  const refused = { ...approval("refused", "usr_p"), refusal: "POLICY_DENIED" };
  const { decided_by: _, decided_at: __, ...undecided } = refused;
  const read = { now, me: "usr_a" };
  expect(describeOutcome(undecided, read)).toBe("This ended before anyone decided, because the current policies deny it.");
  expect(describeOutcome(refused, read)).toBe("Priya Raman approved this 3 s ago. The current policies deny it, so it was not used.");
});

test("an approval without a person says that the policies ask for no further vote", () => {
  const { decided_by: _, ...system } = approval("approved", "usr_p");
  expect(describeOutcome(system, { now, me: "usr_a" })).toBe(
    "This was approved 3 s ago, because the policies ask for no further vote. The agent has not used it yet.",
  );
});

test("names the reader's own decision as yours", () => {
  expect(describeOutcome(approval("denied", "usr_a"), { now, me: "usr_a" })).toBe("You denied this 3 s ago.");
});

test("an expired request has no decider", () => {
  const { decided_at, decided_by, ...expired } = approval("expired", "");
  expect(describeOutcome(expired, { now, me: "usr_a" })).toBe("No one decided in time. It expired 2 min ago.");
});

test.each([
  ["denied", "approve", "Priya denied this first; your approval was not counted."],
  ["used", "deny", "Priya approved this first; your denial was not counted."],
] as const)("reports a colleague's earlier decision: %s before %s", (status, mine, says) => {
  const approval = sampleApproval({ status, decided_by: { id: "usr_2", name: "Priya" } });
  expect(describeLostRace(approval, { mine, me: "usr_1" })).toBe(says);
  expect(describeLostRace(approval, { mine, me: "usr_2" })).toBeNull();
});
