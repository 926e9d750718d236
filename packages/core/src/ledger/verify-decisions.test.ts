import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeId } from "../ids/type-id.ts";
import { uuidv7 } from "../ids/uuid.ts";
import { utf8 } from "./bytes.ts";
import type { EntryDraft } from "./entry.ts";
import { FIXTURE_ORIGIN, fixtureLog } from "./fixture-log.ts";
import { concludeLog } from "./log-report.ts";
import { joinSegments, type LogSegment, SegmentReader } from "./log-segment.ts";
import type { Sha256 } from "./types.ts";
import { LogVerifier } from "./verify-log.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const apr = (n: number) => encodeId("apr", uuidv7(1_700_000_000_000, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, n >> 8, n)));
type Step = readonly [kind: string, approval: number, data?: object];
const ASK = "approval.requested";
const DECIDE = "approval.decided";
const RUN = "action.executed";
const USE = "permit.consumed";
const approve = { decision: "approve" };
const life = (n: number): Step[] => [
  [ASK, n],
  [DECIDE, n, approve],
  [RUN, n],
  [USE, n],
];

function logOf(steps: readonly Step[], pad = (draft: EntryDraft): EntryDraft => draft) {
  const log = fixtureLog(sha, steps.length, (draft, seq) => {
    const [kind, n, data] = steps[seq] as Step;
    return pad({ ...draft, kind, data: { action_type: "pr.merge", approval: apr(n), ...data } });
  });
  return { lines: log.lines, expected: { origin: FIXTURE_ORIGIN, checkpoint: { size: steps.length, root: log.root } } };
}

function verify(steps: readonly Step[], pad?: (draft: EntryDraft) => EntryDraft) {
  const { lines, expected } = logOf(steps, pad);
  const verifier = new LogVerifier(sha, expected);
  verifier.write(utf8(lines.map((line) => `${line}\n`).join("")));
  return verifier.finish();
}

const FOUND: [string, Step[], number][] = [
  [
    "an execution without a decision",
    [
      [ASK, 1],
      [RUN, 1],
    ],
    1,
  ],
  [
    "an execution of a denied request",
    [
      [ASK, 1],
      [DECIDE, 1, { decision: "deny" }],
      [RUN, 1],
    ],
    2,
  ],
  ["an execution without a request", [[RUN, 1]], 0],
  ["a second execution", [...life(1).slice(0, 3), [RUN, 1]], 3],
  [
    "an execution of a withdrawn request",
    [
      [ASK, 1],
      ["approval.cancelled", 1],
      [RUN, 1],
    ],
    2,
  ],
  ["an execution after the approval was revoked", [...life(1).slice(0, 2), ["approval.revoked", 1], [RUN, 1]], 3],
  [
    "a permit without an execution",
    [
      [ASK, 1],
      [DECIDE, 1, approve],
      [USE, 1],
    ],
    2,
  ],
  ["a permit that is consumed twice", [...life(1), [USE, 1]], 4],
  [
    "another's decision",
    [
      [ASK, 1],
      [ASK, 2],
      [DECIDE, 2, approve],
      [RUN, 1],
    ],
    3,
  ],
];

describe("executions that need a decision", () => {
  it("are not reported when each has one", () => {
    const mixed: Step[] = [[ASK, 1], ...life(2), [DECIDE, 1, approve], ...life(3), [RUN, 1], [ASK, 4], ["approval.expired", 4]];
    expect(verify(mixed)).toMatchObject({ status: "SIGNED" });
    expect(verify(mixed).class).toBeUndefined();
  });

  it.each(FOUND)("without one are reported: %s", (_, steps, at) => {
    const found = { status: "SIGNED", class: "EXECUTED_WITHOUT_DECISION", first_bad_seq: at };
    expect(verify(steps)).toMatchObject(found);
    expect(verify([...life(9), ...steps])).toMatchObject({ ...found, first_bad_seq: at + 4 });
    // Lines that must be parsed give the same result.
    expect(verify(steps, (draft) => ({ ...draft, data: { ...draft.data, zone: "Zürich" } }))).toMatchObject(found);
  });

  it.each(FOUND)("are reported across parts that are read separately: %s", (_, steps, at) => {
    const { lines, expected } = logOf(steps);
    const parts = lines.map((line, index) => {
      const reader = new SegmentReader({ sha, origin: FIXTURE_ORIGIN, from: index, sizes: [steps.length] });
      expect(reader.read(utf8(`\n${line}`), 1, line.length + 1)).toBeNull();
      return reader.segment() as LogSegment;
    });
    const joined = parts
      .slice(1)
      .reduce<LogSegment | null>((left, right) => left && joinSegments(sha, left, right), parts[0] as LogSegment);
    expect(concludeLog(sha, joined, expected)).toMatchObject({ class: "EXECUTED_WITHOUT_DECISION", first_bad_seq: at });
  });

  it("are not reported in a range that begins after the request", () => {
    const { lines } = logOf(life(1));
    const verifier = new LogVerifier(sha, { origin: FIXTURE_ORIGIN, checkpoint: null, range: { from: 2, to: 4 } });
    verifier.write(
      utf8(
        lines
          .slice(2)
          .map((line) => `${line}\n`)
          .join(""),
      ),
    );
    expect(verifier.finish()).toMatchObject({ status: "CONTINUOUS" });
    expect(verifier.finish().class).toBeUndefined();
  });
});
