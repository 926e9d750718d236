import { expect, test } from "vitest";
import { attentionFor, type RecentAgentActivity } from "./attention.ts";

const NOW = Date.parse("2026-11-21T12:00:00.000Z");
const days = (count: number) => count * 86_400_000;
const calm: RecentAgentActivity = {
  agent_id: "agt_1",
  agent: "desk",
  owned: true,
  created_at: NOW - days(90),
  last_active_at: NOW - 1_000,
  decisions: 40,
  denials: 4,
  not_executed: 0,
  unused_wildcards: [],
  keys_end_at: [],
};
const said = (change: Partial<RecentAgentActivity>) =>
  attentionFor({ ...calm, ...change }, NOW).map(({ code, text }) => `${code}: ${text}`);

test("a normal agent needs no attention", () => {
  expect(said({})).toEqual([]);
});

test.each<[string, Partial<RecentAgentActivity>, string[]]>([
  ["many denials of few requests", { denials: 12 }, ["denied_often: 12 denials in 24 h"]],
  ["five denials of hundreds", { denials: 5, decisions: 400 }, []],
  ["a key that expires soon", { keys_end_at: [NOW + days(2.5)] }, ["key_expiring: a key expires in 2 days"]],
  [
    "a key that expires tonight and another",
    { keys_end_at: [NOW + days(6), NOW + 60_000] },
    ["key_expiring: 2 keys expire, the first within a day"],
  ],
  ["keys that ended or end later", { keys_end_at: [NOW - 1, NOW + days(8)] }, []],
  ["outcomes of denied actions", { not_executed: 2 }, ["not_executed: reported 2 outcomes of actions that were not allowed"]],
  ["no owner", { owned: false }, ["no_owner: no owner"]],
  ["a week of silence", { last_active_at: NOW - days(9) }, ["silent: silent for 9 days"]],
  ["no activity at all", { last_active_at: null, decisions: 0, denials: 0 }, ["silent: no requests yet"]],
  ["new and not used yet", { last_active_at: null, created_at: NOW - days(1), denials: 0 }, []],
  ["a wildcard for nothing", { unused_wildcards: ["iam.*", "dns.*"] }, ["unused_wildcard: iam.*, dns.* not used in 30 days"]],
])("%s", (_, change, expected) => expect(said(change)).toEqual(expected));

test("the denials link to their entries", () => {
  expect(attentionFor({ ...calm, denials: 12 }, NOW)[0]).toMatchObject({
    count: 12,
    target: { view: "audit", filters: { kind: "action.denied", agent: "agt_1", from: "2026-11-20T12:00:00.000Z" } },
  });
});
