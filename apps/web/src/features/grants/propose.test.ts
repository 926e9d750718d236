import type { ApprovalReview } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { proposalFor } from "./propose.ts";

const asked = { id: "pol_1", name: "refunds", version: 1, hash: "", verdict: "approve", mode: "enforce" } as const;
const approval: Parameters<typeof proposalFor>[0] = {
  similar: { days: 30, requests: 6, approved: 5, denied: 0 },
  grants: null,
  policies: [asked, { ...asked, id: "pol_2", name: "guard", verdict: "guard" }],
  risk: { level: "low", score: 0, reasons: [] },
};

test("a change of the policies that asked is proposed when enough similar requests were all approved", () => {
  expect(proposalFor(approval)).toEqual({ grant: false, policies: [{ id: "pol_1", name: "refunds" }] });
});

test.each<[string, Partial<Pick<ApprovalReview, "similar" | "risk">>]>([
  ["too few were decided", { similar: { days: 30, requests: 9, approved: 4, denied: 0 } }],
  ["one was denied", { similar: { days: 30, requests: 100, approved: 99, denied: 1 } }],
  ["the risk is high", { risk: { level: "high", score: 80, reasons: [] } }],
])("nothing is proposed when %s", (_name, part) => {
  expect(proposalFor({ ...approval, ...part })).toBeNull();
});
