import { expect, test } from "vitest";
import { presenceOf } from "./presence.ts";

const now = Date.parse("2026-11-21T12:00:00.000Z");
const ago = (ms: number) => new Date(now - ms).toISOString();
const waiting = (count: number) => ({ waiting: count }) as Parameters<typeof presenceOf>[0]["record"];

test.each([
  [{ status: "disabled", last_seen_at: ago(1), record: waiting(2) }, "Disabled"],
  [{ status: "active", last_seen_at: ago(3_600_000), record: waiting(1) }, "Waiting for approval"],
  [{ status: "active", last_seen_at: ago(299_000), record: waiting(0) }, "Running"],
  [{ status: "active", last_seen_at: ago(301_000), record: waiting(0) }, "Idle"],
  [{ status: "active", last_seen_at: null, record: undefined }, "Never seen"],
] as const)("%o is %s", (agent, word) => {
  expect(presenceOf(agent, now).word).toBe(word);
});
