import { expect, test } from "vitest";
import type { Reviewed } from "../card/reviewed.ts";
import { takeBackOf } from "./take-back.ts";

const me = { id: "usr_me", name: "Me" };
const open = (voter: string) => [{ status: "open", votes: [{ user: { id: voter, name: "" }, decision: "approve", at: "" }] }];

test.each([
  ["an own approval", { status: "approved", decided_by: me }, "undo"],
  ["the approval of another person", { status: "approved", decided_by: { id: "usr_ben", name: "Ben" } }, "revoke"],
  ["an own release alone", { status: "approved", decided_by: me, emergency: {} }, "revoke"],
  ["an approval that the agent has collected", { status: "used", decided_by: me }, "revoke"],
  ["an approval whose permit was consumed", { status: "used", decided_by: me, outcome: { status: "awaited" } }, null],
  ["an own vote of an open stage", { status: "pending", stages: open("usr_me") }, "undo"],
  ["the vote of another person", { status: "pending", stages: open("usr_ben") }, null],
  ["a denial", { status: "denied", decided_by: me }, null],
])("%s", (_, approval, how) => {
  expect(takeBackOf({ stages: [], ...approval } as unknown as Reviewed, "usr_me")).toBe(how);
});
