import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeId } from "../ids/type-id.ts";
import { uuidv7 } from "../ids/uuid.ts";
import type { Json } from "../model/json.ts";
import { utf8 } from "./bytes.ts";
import type { EntryDraft } from "./entry.ts";
import { FIXTURE_ORIGIN, fixtureLog } from "./fixture-log.ts";
import { concludeLog } from "./log-report.ts";
import { joinSegments, type LogSegment, SegmentReader } from "./log-segment.ts";
import type { Sha256 } from "./types.ts";
import { LogVerifier } from "./verify-log.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const id = (prefix: "agt" | "apr" | "gra" | "key", n: number) =>
  encodeId(prefix, uuidv7(1_700_000_000_000, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, n)));

interface Step {
  readonly kind: string;
  readonly agent?: number;
  readonly data: Readonly<Record<string, Json>>;
}
const [AGENT, KEY, GRANT, APPROVAL] = [1, 1, 1, 1];
const who = { agent: id("agt", AGENT), key: id("key", KEY), environment: "prod" };
const bounds = { ...who, count: 3, sum: 100 };
const ofApproval = { action_type: "refund.pay", approval: id("apr", APPROVAL) };
const ask: Step = { kind: "approval.requested", agent: AGENT, data: ofApproval };
const give = (change: object = {}): Step => ({
  kind: "approval.decided",
  data: {
    ...ofApproval,
    decision: "approve",
    grant: id("gra", GRANT),
    grant_expires_at: "2026-11-21T09:00:00.000Z",
    grant_bounds: bounds,
    ...change,
  },
});
const use = (n: number, change: object = {}, agent = AGENT): Step => ({
  kind: "action.executed",
  agent,
  data: {
    action_type: "refund.pay",
    environment: "prod",
    grant: id("gra", GRANT),
    grant_sum: n * 30,
    grant_use: n,
    key: id("key", KEY),
    ...change,
  },
});
const ended = (kind: "grant.ended" | "grant.revoked"): Step => ({ kind, data: { grant: id("gra", GRANT), approval: id("apr", APPROVAL) } });
const SOUND = [ask, give(), use(1), use(2), use(3), ended("grant.ended")];

function logOf(steps: readonly Step[], more: object = {}) {
  const log = fixtureLog(sha, steps.length, (draft, seq): EntryDraft => {
    const { kind, agent, data } = steps[seq] as Step;
    return { ...draft, kind, actor: { type: "agent", id: id("agt", agent ?? 9) }, data: { ...data, ...more } };
  });
  return { lines: log.lines, expected: { origin: FIXTURE_ORIGIN, checkpoint: { size: steps.length, root: log.root } } };
}

function verify(steps: readonly Step[], more: object = {}) {
  const { lines, expected } = logOf(steps, more);
  const verifier = new LogVerifier(sha, expected);
  verifier.write(utf8(lines.map((line) => `${line}\n`).join("")));
  return verifier.finish();
}

const MUTATED: [string, Step[], number][] = [
  ["nobody gave", [ask, { ...give(), data: { ...ofApproval, decision: "approve" } }, use(1)], 2],
  ["a person gave only later", [ask, use(1), give()], 1],
  ["is another one", [ask, give(), use(1, { grant: id("gra", 2) })], 2],
  ["was revoked", [ask, give(), use(1), ended("grant.revoked"), use(2)], 4],
  ["has ended", [ask, give(), use(1), ended("grant.ended"), use(2)], 4],
  ["ended with the undone decision", [ask, give(), { kind: "approval.undone", data: ofApproval }, use(1)], 3],
  ["ended with the revoked approval", [ask, give(), { kind: "approval.revoked", data: ofApproval }, use(1)], 3],
  ["has expired", [ask, give({ grant_expires_at: "2026-11-21T08:00:00.400Z" }), use(1)], 2],
  ["is used up", [ask, give({ grant_bounds: { ...bounds, count: 2 } }), use(1), use(2), use(3)], 4],
  ["counts a use twice", [ask, give(), use(1), use(1)], 3],
  ["leaves out a use", [ask, give(), use(2)], 2],
  ["does not count", [ask, give(), { ...use(1), data: { ...use(1).data, grant_use: 0 } }], 2],
  ["has no amount left", [ask, give(), use(1, { grant_sum: 101 })], 2],
  ["sums up to less than before", [ask, give(), use(1, { grant_sum: 60 }), use(2, { grant_sum: 30 })], 3],
  ["states no sum", [ask, give(), { ...use(1), data: withoutSum(use(1).data) }], 2],
  ["belongs to another agent", [ask, give(), use(1, {}, 2)], 2],
  ["belongs to another key", [ask, give(), use(1, { key: id("key", 2) })], 2],
  ["belongs to another environment", [ask, give(), use(1, { environment: "dev" })], 2],
  ["belongs to another action", [ask, give(), use(1, { action_type: "refund.all" })], 2],
];

function withoutSum({ grant_sum: _, ...data }: Step["data"]): Step["data"] {
  return data;
}

describe("executions under a grant", () => {
  it("are not reported when the grant allows each", () => {
    expect(verify(SOUND)).toMatchObject({ status: "SIGNED" });
    expect(verify(SOUND).class).toBeUndefined();
    expect(verify(SOUND, { zone: "Zürich" }).class).toBeUndefined();
    const { sum: _, ...unlimited } = bounds;
    const withoutAny = (step: Step) => ({ ...step, data: withoutSum(step.data) });
    expect(verify([ask, give({ grant_bounds: unlimited }), withoutAny(use(1)), withoutAny(use(2))]).class).toBeUndefined();
  });

  it.each(MUTATED)("are reported when the grant %s", (_, steps, at) => {
    const found = { status: "SIGNED", class: "EXECUTED_WITHOUT_GRANT", first_bad_seq: at };
    expect(verify(steps)).toMatchObject(found);
    // Lines that must be parsed give the same result.
    expect(verify(steps, { zone: "Zürich" })).toMatchObject(found);
  });

  it.each(MUTATED)("are reported across parts that are read separately, when the grant %s", (_, steps, at) => {
    const { lines, expected } = logOf(steps);
    const parts = lines.map((line, index) => {
      const reader = new SegmentReader({ sha, origin: FIXTURE_ORIGIN, from: index, sizes: [steps.length] });
      expect(reader.read(utf8(`\n${line}`), 1, line.length + 1)).toBeNull();
      return reader.segment() as LogSegment;
    });
    const joined = parts
      .slice(1)
      .reduce<LogSegment | null>((left, right) => left && joinSegments(sha, left, right), parts[0] as LogSegment);
    expect(concludeLog(sha, joined, expected)).toMatchObject({ class: "EXECUTED_WITHOUT_GRANT", first_bad_seq: at });
  });

  it("are checked for what a range shows, when the grant was given before it", () => {
    const range = (steps: Step[], from: number) => {
      const { lines } = logOf([...SOUND.slice(0, from), ...steps]);
      const verifier = new LogVerifier(sha, { origin: FIXTURE_ORIGIN, checkpoint: null, range: { from, to: from + steps.length } });
      const text = lines.slice(from).map((line) => `${line}\n`);
      verifier.write(utf8(text.join("")));
      return verifier.finish();
    };
    expect(range([use(2), use(3), ended("grant.ended")], 3).class).toBeUndefined();
    expect(range([use(2), use(2)], 3)).toMatchObject({ class: "EXECUTED_WITHOUT_GRANT", first_bad_seq: 4 });
    expect(range([use(2), ended("grant.revoked"), use(3)], 3)).toMatchObject({ first_bad_seq: 5 });
  });
});
