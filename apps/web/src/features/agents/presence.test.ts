import { expect, test } from "vitest";
import { presenceOf } from "./presence.ts";

type Seen = Parameters<typeof presenceOf>[0];

const now = Date.parse("2026-11-21T12:00:00.000Z");
const ago = (ms: number) => new Date(now - ms).toISOString();
const waiting = (count: number) => ({ waiting: count }) as Seen["record"];
const presence = (status: Seen["presence"]["status"], part: Partial<Seen["presence"]> = {}): Seen["presence"] => ({
  agent_id: "agt_01h455vb4pex5vsknk084sn02q",
  agent_name: "release-bot",
  status,
  seen_at: null,
  client: null,
  version: null,
  run_id: null,
  client_count: 0,
  clients: [],
  ...part,
});
const quiet = presence("idle");
const known = presence("idle", { client_count: 1 });
const run_id = "run_01h455vb4pex5vsknk084sn02q";

test.each<[Seen, string, string | null]>([
  [{ status: "disabled", last_seen_at: ago(1), record: waiting(2), presence: quiet }, "Disabled", null],
  [{ status: "active", last_seen_at: ago(1), record: waiting(2), presence: presence("halted") }, "Halted", null],
  [{ status: "active", last_seen_at: ago(1), record: waiting(0), presence: presence("live") }, "Live", null],
  [{ status: "active", last_seen_at: ago(1), record: waiting(0), presence: presence("live", { run_id }) }, "Live", "in a run"],
  [{ status: "active", last_seen_at: ago(1), record: waiting(1), presence: presence("live", { run_id }) }, "Live", "waiting for approval"],
  [
    { status: "active", last_seen_at: ago(1), record: undefined, presence: presence("unresponsive", { seen_at: ago(250_000) }) },
    "Unresponsive",
    "no heartbeat for 4 min",
  ],
  [{ status: "active", last_seen_at: ago(3_600_000), record: waiting(1), presence: quiet }, "Waiting for approval", null],
  [{ status: "active", last_seen_at: ago(299_000), record: waiting(0), presence: quiet }, "Running", null],
  [{ status: "active", last_seen_at: ago(299_000), record: waiting(0), presence: known }, "Idle", null],
  [{ status: "active", last_seen_at: ago(301_000), record: waiting(0), presence: quiet }, "Idle", null],
  [{ status: "active", last_seen_at: null, record: undefined, presence: quiet }, "Never seen", null],
])("%o is %s", (agent, word, detail) => {
  expect(presenceOf(agent, now)).toMatchObject({ word, detail });
});
