import type { Approval } from "@agentlattice/contract";
import { describe, expect, test } from "vitest";
import { sampleApproval } from "../testing/sample-approval.ts";
import { arrangeQueue, mergeQueue } from "./arrange-queue.ts";
import { NO_FILTER } from "./queue-filter.ts";

function approval(id: string, given: { minutes: number; level?: Approval["risk"]["level"]; agent?: string; requested?: number }): Approval {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 8, minutes)).toISOString();
  return sampleApproval({
    id,
    expires_at: at(given.minutes),
    requested_at: at(given.requested ?? 0),
    risk: { level: given.level ?? "low", score: 20, reasons: [] },
    requested_by: { id: given.agent ?? "agt_a", name: "a" },
  });
}

const list = [
  approval("late", { minutes: 50, level: "critical", requested: 3 }),
  approval("soon", { minutes: 10, level: "low", requested: 1, agent: "agt_b" }),
  approval("next", { minutes: 20, level: "medium", requested: 2 }),
];
const ids = (approvals: readonly Approval[]) => approvals.map(({ id }) => id);

test.each([
  ["time-left", ["soon", "next", "late"]],
  ["newest", ["late", "next", "soon"]],
  ["risk", ["late", "next", "soon"]],
] as const)("sorted by %s", (sort, order) => {
  expect(ids(arrangeQueue(list, { sort, filter: NO_FILTER, now: 0 }))).toEqual(order);
});

test("combines filters", () => {
  expect(ids(arrangeQueue(list, { sort: "time-left", filter: { ...NO_FILTER, agent: "agt_b" }, now: 0 }))).toEqual(["soon"]);
  expect(ids(arrangeQueue(list, { sort: "time-left", filter: { ...NO_FILTER, risk: "critical", agent: "agt_b" }, now: 0 }))).toEqual([]);
});

describe("while paused", () => {
  const [late, soon, next] = list as [Approval, Approval, Approval];
  const shown = mergeQueue([], [soon, late], false);

  test("removed items keep their place and new ones are appended", () => {
    const paused = mergeQueue(shown, [next, late], true);
    expect(paused.map(({ approval: { id }, removed }) => [id, removed])).toEqual([
      ["soon", true],
      ["late", false],
      ["next", false],
    ]);
  });

  test("equals the new list when no longer paused", () => {
    expect(mergeQueue(mergeQueue(shown, [next, late], true), [next, late], false).map(({ approval: { id } }) => id)).toEqual([
      "next",
      "late",
    ]);
  });
});
