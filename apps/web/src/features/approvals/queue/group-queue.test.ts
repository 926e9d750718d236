import type { Approval } from "@agentlattice/contract";
import { describe, expect, test } from "vitest";
import { sampleApproval } from "../testing/sample-approval.ts";
import { differencesIn, groupKeyOf, groupQueue, isGroup, linesOf, pendingOf, type QueueEntry, sumOf, usualBetween } from "./group-queue.ts";

const approval = (id: string, given: Partial<Approval> = {}) => sampleApproval({ id, target: id, ...given });

const item = (one: Approval, removed = false) => ({ approval: one, removed });
const like = (count: number) => Array.from({ length: count }, (_, at) => item(approval(`like-${at}`)));
const shapeOf = (entries: readonly QueueEntry[]) =>
  entries.map((entry) => (isGroup(entry) ? entry.items.map(({ approval: { id } }) => id) : entry.approval.id));

describe("grouping", () => {
  test("collects three similar requests at the position of the first", () => {
    const [first, second, third] = like(3);
    const other = item(approval("other", { action_type: "pr.merge" }));
    expect(shapeOf(groupQueue([first, other, second, third] as never))).toEqual([["like-0", "like-1", "like-2"], "other"]);
  });

  test("two similar requests keep their own rows", () => {
    expect(shapeOf(groupQueue(like(2)))).toEqual(["like-0", "like-1"]);
  });

  test.each([
    ["action", { action_type: "pr.merge" }],
    ["agent", { requested_by: { id: "agt_b", name: "refund-desk" } }],
    ["environment", { environment: "staging" }],
    ["policy", { policies: [{ id: "pol_c", verdict: "approve", mode: "enforce" }] as Approval["policies"] }],
    ["extension of a budget", { extension: { caps: [], amounts: null } }],
    ["risk", { risk: { level: "medium", score: 40, reasons: [] } }],
  ] as const)("another %s is not like the others", (_, different) => {
    const odd = item(approval("odd", different as Partial<Approval>));
    expect(shapeOf(groupQueue([...like(3), odd]))).toEqual([["like-0", "like-1", "like-2"], "odd"]);
  });

  test("the order of policies, and policies that did not ask, make no difference", () => {
    const policies = (...ids: string[]) => ids.map((id) => ({ id, verdict: "approve", mode: "enforce" })) as Approval["policies"];
    const allowed = { id: "pol_z", verdict: "allow", mode: "enforce" } as Approval["policies"][number];
    const monitored = { id: "pol_y", verdict: "approve", mode: "monitor" } as Approval["policies"][number];
    expect(groupKeyOf(approval("a", { policies: policies("pol_b", "pol_c") }))).toBe(
      groupKeyOf(approval("b", { policies: [monitored, ...policies("pol_c", "pol_b"), allowed] })),
    );
  });

  test("a request that is no longer pending keeps its place in the group and does not count", () => {
    const [first, second, third] = like(3);
    const [group] = groupQueue([{ ...first, removed: true }, second, third] as never);
    expect(group && isGroup(group) && pendingOf(group).map(({ id }) => id)).toEqual(["like-1", "like-2"]);
  });

  test("10,000 similar requests are one row until the group is open", () => {
    const entries = groupQueue(like(10_000));
    expect(linesOf(entries, new Set())).toHaveLength(1);
    const [group] = entries;
    expect(linesOf(entries, new Set(group && isGroup(group) ? [group.key] : []))).toHaveLength(10_001);
  });
});

describe("differences", () => {
  const usual = [approval("a"), approval("b"), approval("c")];
  const differencesOf = (odd: Partial<Approval>) => [...differencesIn([...usual, approval("odd", odd)], "usr_me")];

  test("none among usual requests", () => {
    expect(differencesOf({})).toEqual([]);
  });

  test.each<[string, Partial<Approval>, string]>([
    ["a risk that most do not have", { risk: { level: "low", score: 30, reasons: ["A delegated agent asks"] } }, "A delegated agent asks"],
    [
      "a question",
      { question: { id: "evt_1", by: { id: "usr_ben", name: "Ben" }, at: "2026-11-21T08:00:00.000Z", text: "Why?" } },
      "A question waits for the agent",
    ],
    ["changed values", { effective: { "metadata.amount": 3 } }, "A reviewer changed values"],
    ["a claim by another person", { claimed_by: { id: "usr_ben", name: "Ben" } }, "Ben works on it"],
  ])("%s", (_, odd, difference) => {
    expect(differencesOf(odd)).toEqual([["odd", difference]]);
  });

  test("an argument that most do not have, and an amount far outside the others", () => {
    const of = (id: string, region: string, amount: number) =>
      approval(id, { argument_values: { "metadata.order": id, "metadata.region": region, "metadata.amount": amount } });
    const all = [...Array.from({ length: 18 }, (_, at) => of(`like-${at}`, "eu", 20 + at)), of("far", "eu", 9_000), of("cn", "cn", 25)];
    expect([...differencesIn(all, "usr_me")]).toEqual([
      ["far", "amount is 9,000, usually about 28"],
      ["cn", "region is “cn”, usually “eu”"],
    ]);
  });

  test("an argument that is the agent's own text is not one", () => {
    expect(differencesOf({ claimed_by: { id: "usr_me", name: "Me" } })).toEqual([]);
  });

  test("a repeated target is one only where targets differ", () => {
    expect(differencesOf({ target: "a" }).map(([id]) => id)).toEqual(["a", "odd"]);
    const same = usual.map((one) => ({ ...one, target: "acme/web" }));
    expect([...differencesIn(same, "usr_me")]).toEqual([]);
  });
});

describe("the sum of similar requests", () => {
  const of = (...values: (number | null)[]) =>
    sumOf(values.map((value) => ({ amount: value === null ? null : { field: "amount", value } })));

  test("is exact", () => {
    expect(of(0.1, 0.2, 12)).toEqual({ field: "amount", value: 12.3 });
  });

  test("is none when a request has no number, or another field", () => {
    expect(of()).toBeNull();
    expect(of(1, null)).toBeNull();
    expect(sumOf([{ amount: { field: "amount", value: 1 } }, { amount: { field: "total", value: 1 } }])).toBeNull();
  });
});

describe("a range", () => {
  const all = like(5).map(({ approval: one }) => one);
  const odd = approval("like-2", { question: { id: "evt_1" } as never });
  const group = all.map((one) => (one.id === odd.id ? odd : one));
  const between = (from: string | null, to: string) => usualBetween(group, { from, to, me: "usr_me" }).map(({ id }) => id);

  test("has the usual requests between its ends, in both directions", () => {
    expect(between("like-1", "like-4")).toEqual(["like-1", "like-3", "like-4"]);
    expect(between("like-4", "like-1")).toEqual(["like-1", "like-3", "like-4"]);
  });

  test("is empty without a start in the group", () => {
    expect(between(null, "like-4")).toEqual([]);
    expect(between("gone", "like-4")).toEqual([]);
  });
});
