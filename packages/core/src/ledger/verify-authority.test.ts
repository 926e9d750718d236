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
const id = (prefix: "agt" | "apr" | "key" | "usr", n: number) =>
  encodeId(prefix, uuidv7(1_700_000_000_000, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, n)));

interface Step {
  readonly kind: string;
  readonly actor: EntryDraft["actor"];
  readonly data: Readonly<Record<string, Json>>;
}
const person = (n = 1) => ({ type: "user" as const, id: id("usr", n) });
const member = (change: string, role: string, n = 1): Step => ({
  kind: "member.changed",
  actor: person(9),
  data: { user: id("usr", n), change, role },
});
const agent = { type: "agent" as const, id: id("agt", 1) };
const ask = (approval: number, key = 1): Step => ({
  kind: "approval.requested",
  actor: agent,
  data: { action_type: "pr.merge", approval: id("apr", approval), key: id("key", key) },
});
const decide = (approval: number, decision = "approve", n = 1): Step => ({
  kind: "approval.decided",
  actor: person(n),
  data: { action_type: "pr.merge", approval: id("apr", approval), decision },
});
const act = (key = 1): Step => ({ kind: "action.executed", actor: agent, data: { action_type: "doc.read", key: id("key", key) } });
const attempt = (key = 1): Step => ({ kind: "action.denied", actor: agent, data: { action_type: "doc.read", key: id("key", key) } });
const revoke = (key = 1): Step => ({ kind: "key.revoked", actor: person(9), data: { key: id("key", key) } });
const consume = (key = 1): Step => ({ kind: "permit.consumed", actor: { type: "key", id: id("key", key) }, data: { permit: "p" } });

function logOf(steps: readonly Step[], more: object) {
  const log = fixtureLog(sha, steps.length, (draft, seq): EntryDraft => {
    const { kind, actor, data } = steps[seq] as Step;
    return { ...draft, kind, actor, data: { ...data, ...more } };
  });
  return { lines: log.lines, expected: { origin: FIXTURE_ORIGIN, checkpoint: { size: steps.length, root: log.root } } };
}

/** @param more members that make the scanner pass the line to the JSON parser */
function verify(steps: readonly Step[], more: object = {}) {
  const { lines, expected } = logOf(steps, more);
  const verifier = new LogVerifier(sha, expected);
  verifier.write(utf8(lines.map((line) => `${line}\n`).join("")));
  return verifier.finish();
}

describe.each([
  ["scanned", {}],
  ["parsed", { fraction: 0.5 }],
])("entries that are %s", (_, more) => {
  it.each<[string, Step[], string, number]>([
    ["a removed person", [member("added", "admin"), ask(1), member("removed", "admin"), decide(1)], "DECIDED_WITHOUT_ROLE", 3],
    ["a person with another role", [member("changed", "auditor"), ask(1), decide(1)], "DECIDED_WITHOUT_ROLE", 2],
    ["a denial by a member", [member("added", "member"), ask(1), decide(1, "deny")], "DECIDED_WITHOUT_ROLE", 2],
    ["an action with a revoked key", [act(), revoke(), act()], "ACTED_WITH_REVOKED_KEY", 2],
    ["a request with a revoked key", [revoke(), ask(1)], "ACTED_WITH_REVOKED_KEY", 1],
    ["a permit consumed with a revoked key", [revoke(), consume()], "ACTED_WITH_REVOKED_KEY", 1],
  ])("report %s", (_name, steps, found, first) => {
    expect(verify(steps, more)).toMatchObject({ status: "SIGNED", class: found, first_bad_seq: first });
  });

  it.each<[string, Step[]]>([
    ["a person who became an operator", [member("added", "member"), member("changed", "operator"), ask(1), decide(1)]],
    ["a person who joined again", [member("removed", "admin"), member("added", "admin"), ask(1), decide(1)]],
    ["a person without a recorded role", [ask(1), decide(1)]],
    ["another person", [member("removed", "admin", 2), ask(1), decide(1)]],
    ["a changed password", [member("added", "owner"), member("password_changed", "owner"), ask(1), decide(1)]],
    ["another key", [revoke(2), act(), ask(1)]],
    ["refused attempts with a revoked key", [revoke(), attempt()]],
  ])("do not report %s", (_name, steps) => {
    const report = verify(steps, more);
    expect([report.status, report.class]).toEqual(["SIGNED", undefined]);
  });
});

describe("a log that was read in parts", () => {
  it("gives the same report", () => {
    const steps = [member("added", "admin"), ask(1), revoke(2), member("removed", "admin"), decide(1), act(2)];
    const { lines, expected } = logOf(steps, {});
    const read = (from: number, to: number): LogSegment => {
      const reader = new SegmentReader({ sha, origin: FIXTURE_ORIGIN, from, sizes: [steps.length] });
      for (const line of lines.slice(from, to)) {
        const bytes = utf8(`\n${line}`);
        expect(reader.read(bytes, 1, bytes.length)).toBeNull();
      }
      return reader.segment() as LogSegment;
    };
    const joined = joinSegments(sha, read(0, 3), read(3, steps.length)) as LogSegment;
    expect(concludeLog(sha, joined, expected)).toEqual(verify(steps));
    expect(verify(steps)).toMatchObject({ class: "DECIDED_WITHOUT_ROLE", first_bad_seq: 4 });
  });
});
