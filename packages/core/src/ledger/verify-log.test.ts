import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, fromHex, toHex, utf8 } from "./bytes.ts";
import { LineFeeder } from "./feed-lines.ts";
import { FIXTURE_ORIGIN, fixtureLog } from "./fixture-log.ts";
import { canonicalize } from "./jcs.ts";
import { concludeLog, type LogExpectation, type LogReport } from "./log-report.ts";
import { joinSegments, type LogSegment, SegmentReader } from "./log-segment.ts";
import { leafHash } from "./merkle-hash.ts";
import { readEntry } from "./read-entry.ts";
import { LineScanner } from "./scan-line.ts";
import type { Sha256 } from "./types.ts";
import { LogVerifier } from "./verify-log.ts";

/** Allows for a busy machine. */
const SLOW = { timeout: 60_000 };
const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const SIZE = 9;
const log = fixtureLog(sha, SIZE);
const head = { size: SIZE, root: log.root };
const expected: LogExpectation = { origin: FIXTURE_ORIGIN, checkpoint: head };
const fileOf = (lines: readonly string[]) => utf8(lines.map((line) => `${line}\n`).join(""));
const file = fileOf(log.lines);
const rootOf = (size: number) => fixtureLog(sha, size).root;

function verify(bytes: Uint8Array, what: LogExpectation = expected, chunk = 1 << 16): LogReport {
  const verifier = new LogVerifier(sha, what);
  for (let at = 0; at < bytes.length; at += chunk) verifier.write(bytes.slice(at, at + chunk));
  return verifier.finish();
}
const verifyLines = (lines: readonly string[], what?: LogExpectation) => verify(fileOf(lines), what);
/** Returns the line after tampering: changed, but canonical and well formed. */
const edited = (line: string, change: object) => canonicalize({ ...JSON.parse(line), ...change });
const spliced = (bytes: Uint8Array, at: number, remove: number, ...insert: number[]) =>
  concatBytes(bytes.subarray(0, at), Uint8Array.from(insert), bytes.subarray(at + remove));
const lineAt = (at: number) => file.subarray(0, at).filter((byte) => byte === 10).length;

describe("an unchanged log", () => {
  it.each([1, 7, 100, 1 << 16])("is SIGNED when read %i bytes at a time", (chunk) => {
    expect(verify(file, expected, chunk)).toMatchObject({ status: "SIGNED", entries: SIZE, size: SIZE, covered: SIZE, uncovered: 0 });
  });

  it("is PINNED when it begins with the pinned head, of any size", () => {
    for (let size = 0; size <= SIZE; size++) expect(verify(file, { ...expected, pin: { size, root: rootOf(size) } }).status).toBe("PINNED");
  });

  it("may be empty", () => {
    const empty = { origin: FIXTURE_ORIGIN, checkpoint: { size: 0, root: rootOf(0) } };
    expect(verifyLines([], empty)).toMatchObject({ status: "SIGNED", entries: 0 });
    expect(verifyLines([], { ...empty, checkpoint: { size: 0, root: rootOf(1) } })).toMatchObject({
      status: "INVALID",
      class: "ROOT_MISMATCH",
    });
  });

  it("may continue after the head with allowTail", () => {
    const part = { origin: FIXTURE_ORIGIN, checkpoint: { size: 5, root: rootOf(5) } };
    expect(verify(file, part)).toMatchObject({ status: "INVALID", class: "UNCOVERED_TAIL", first_bad_seq: 5, covered: 5, uncovered: 4 });
    expect(verify(file, { ...part, allowTail: true })).toMatchObject({ status: "SIGNED", covered: 5, uncovered: 4 });
  });

  it("may contain non-ASCII characters and fractions", () => {
    const wide = fixtureLog(sha, 4, (draft) => ({ ...draft, data: { "é\n": "😀\u007f", n: 0.5, e: 1e21 } }));
    expect(verifyLines(wide.lines, { origin: FIXTURE_ORIGIN, checkpoint: { size: 4, root: wide.root } }).status).toBe("SIGNED");
    const broken = wide.lines.with(2, edited(wide.lines[2] as string, { prev: "0".repeat(64) }));
    expect(verifyLines(broken, { origin: FIXTURE_ORIGIN, checkpoint: { size: 4, root: wide.root } })).toMatchObject({
      class: "BROKEN_LINK",
      first_bad_seq: 2,
    });
  });
});

/** A line break inserted before a line break adds an empty line after it. */
const firstDifference = (changed: Uint8Array) => changed.findIndex((byte, at) => byte !== file[at]);

describe("a change of a single byte", () => {
  it("is found at every position and reported for its entry", SLOW, () => {
    for (let at = 0; at < file.length; at++) {
      const report = verify(spliced(file, at, 1, (file[at] as number) ^ 1));
      if (report.status !== "INVALID" || report.first_bad_seq !== lineAt(at)) expect.fail(`byte ${at}: ${JSON.stringify(report)}`);
    }
  });

  it("is found when a byte is removed or inserted at any position", SLOW, () => {
    fc.assert(
      fc.property(
        fc.nat(file.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom("replace", "insert", "remove"),
        (at, byte, how) => {
          const changed =
            how === "insert" ? spliced(file, at, 0, byte) : how === "remove" ? spliced(file, at, 1) : spliced(file, at, 1, byte);
          fc.pre(Buffer.compare(changed, file) !== 0);
          expect(verify(changed)).toMatchObject({ status: "INVALID", first_bad_seq: lineAt(firstDifference(changed)) });
        },
      ),
      { numRuns: 1500, examples: [[file.indexOf(10), 10, "insert"]] },
    );
  });

  it("is found in digits and letters, where the line stays well formed", SLOW, () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.constantFrom(..."0123456789abcdef"), (at, character) => {
        const byte = character.charCodeAt(0);
        fc.pre(/[0-9a-f]/.test(String.fromCharCode(file[at] as number)) && byte !== file[at]);
        expect(verify(spliced(file, at, 1, byte))).toMatchObject({ status: "INVALID", first_bad_seq: lineAt(at) });
      }),
      { numRuns: 1500 },
    );
  });
});

describe("truncated, dropped, moved and repeated entries", () => {
  it("finds a file truncated at any byte", SLOW, () => {
    for (let length = 0; length < file.length; length++) {
      const report = verify(file.slice(0, length));
      if (report.class !== "TRUNCATED" || report.first_bad_seq !== lineAt(length))
        expect.fail(`cut at ${length}: ${JSON.stringify(report)}`);
    }
  });

  it("finds any entry dropped", () => {
    for (let seq = 0; seq < SIZE; seq++) {
      const last = seq === SIZE - 1;
      expect(verifyLines(log.lines.toSpliced(seq, 1))).toMatchObject({
        status: "INVALID",
        class: last ? "TRUNCATED" : "SEQ_GAP",
        first_bad_seq: seq,
      });
    }
  });

  it("finds any two entries swapped", () => {
    for (let a = 0; a < SIZE; a++) {
      for (let b = a + 1; b < SIZE; b++) {
        const lines = log.lines.with(a, log.lines[b] as string).with(b, log.lines[a] as string);
        const report = verifyLines(lines);
        expect(report).toMatchObject({ status: "INVALID", first_bad_seq: a });
        // When followed by its right neighbour, a misplaced line looks renumbered.
        expect(report.class).toBe(b === a + 1 ? "OUT_OF_ORDER" : "WRONG_SEQ");
      }
    }
  });

  it("finds an entry moved down", () => {
    const lines = [...log.lines.slice(0, 2), ...log.lines.slice(3, 7), log.lines[2] as string, ...log.lines.slice(7)];
    expect(verifyLines(lines)).toMatchObject({ class: "OUT_OF_ORDER", first_bad_seq: 2 });
  });

  it("finds an entry repeated at any position", () => {
    for (let at = 0; at <= SIZE; at++) {
      for (let seq = 0; seq < SIZE; seq++) {
        const report = verifyLines(log.lines.toSpliced(at, 0, log.lines[seq] as string));
        // A copy before the original gives the same file as a copy after it.
        expect(report).toMatchObject({ status: "INVALID", first_bad_seq: at === seq ? at + 1 : at });
      }
    }
  });

  it("finds an inserted entry, with or without a valid link", () => {
    const forged = edited(log.lines[4] as string, { kind: "action.denied", data: {} });
    expect(verifyLines(log.lines.toSpliced(4, 0, forged))).toMatchObject({ class: "SEQ_REPEATED", first_bad_seq: 4 });
    const next = edited(forged, { seq: SIZE, prev: toHex(log.leaves[SIZE - 1] as Uint8Array), ts: "2030-01-01T00:00:00.000Z" });
    expect(verifyLines([...log.lines, next])).toMatchObject({ class: "UNCOVERED_TAIL", first_bad_seq: SIZE });
  });

  it("finds empty lines and carriage returns", () => {
    expect(verifyLines(["", ...log.lines])).toMatchObject({ class: "MALFORMED_LINE", first_bad_seq: 0 });
    expect(verifyLines([...log.lines, ""])).toMatchObject({ class: "MALFORMED_LINE", first_bad_seq: SIZE });
    expect(verifyLines(log.lines.map((line) => `${line}\r`))).toMatchObject({ class: "NOT_CANONICAL", first_bad_seq: 0 });
  });

  it("keeps no line longer than the maximum size of an entry", () => {
    expect(verify(new Uint8Array(1 << 20).fill(97), expected, 4096)).toMatchObject({ class: "MALFORMED_LINE", first_bad_seq: 0 });
  });
});

describe("the entry that a fault is reported for", () => {
  it("an edited entry is found by the link of the next, and by the root when it is the last", () => {
    for (let seq = 0; seq < SIZE; seq++) {
      const lines = log.lines.with(seq, edited(log.lines[seq] as string, { kind: "agent.changed" }));
      expect(verifyLines(lines)).toMatchObject({ class: seq === SIZE - 1 ? "ROOT_MISMATCH" : "BROKEN_LINK", first_bad_seq: seq });
    }
  });

  it("an edited prev is distinguished from an edited previous entry", () => {
    for (let seq = 0; seq < SIZE; seq++) {
      const lines = log.lines.with(seq, edited(log.lines[seq] as string, { prev: "ab".repeat(32) }));
      expect(verifyLines(lines)).toMatchObject({ class: "BROKEN_LINK", first_bad_seq: seq });
    }
  });

  it("a rewrite with new links up to some entry breaks at the entry after", () => {
    const rewritten = fixtureLog(sha, SIZE, (draft, seq) => (seq === 2 ? { ...draft, kind: "agent.changed" } : draft));
    expect(verifyLines([...rewritten.lines.slice(0, 6), ...log.lines.slice(6)])).toMatchObject({ class: "BROKEN_LINK", first_bad_seq: 5 });
    const report = verifyLines(rewritten.lines, { ...expected, pin: { size: 2, root: rootOf(2) } });
    expect(report).toMatchObject({ status: "INVALID", class: "ROOT_MISMATCH", first_bad_seq: SIZE - 1 });
    expect(report.message).toContain("Entries before 2 are as pinned");
  });

  it("a changed number is distinguished from a gap", () => {
    expect(verifyLines(log.lines.with(3, edited(log.lines[3] as string, { seq: 7 })))).toMatchObject({
      class: "WRONG_SEQ",
      first_bad_seq: 3,
    });
    expect(verifyLines(log.lines.with(8, edited(log.lines[8] as string, { seq: 80 })))).toMatchObject({
      class: "WRONG_SEQ",
      first_bad_seq: 8,
    });
    expect(verifyLines([...log.lines.slice(0, 3), ...log.lines.slice(6)])).toMatchObject({
      class: "SEQ_GAP",
      first_bad_seq: 3,
      message: "Entries 3 to 5 are missing.",
    });
  });

  it("time and log are checked", () => {
    const late = fixtureLog(sha, 4);
    const back = edited(late.lines[3] as string, { ts: "2020-01-01T00:00:00.000Z" });
    expect(verifyLines(late.lines.with(3, back), { origin: FIXTURE_ORIGIN, checkpoint: { size: 4, root: late.root } })).toMatchObject({
      class: "TIME_WENT_BACK",
      first_bad_seq: 3,
    });
    expect(verify(file, { ...expected, origin: "log.example/log/other/g1" })).toMatchObject({ class: "WRONG_LOG", first_bad_seq: 0 });
  });
});

describe("pins", () => {
  it("detect a history that was rewritten and signed again", () => {
    const rewritten = fixtureLog(sha, SIZE, (draft, seq) => (seq === 2 ? { ...draft, kind: "agent.changed" } : draft));
    const signedAgain = { origin: FIXTURE_ORIGIN, checkpoint: { size: SIZE, root: rewritten.root } };
    expect(verifyLines(rewritten.lines, signedAgain).status).toBe("SIGNED");
    expect(verifyLines(rewritten.lines, { ...signedAgain, pin: { size: 5, root: rootOf(5) } })).toMatchObject({
      status: "DIVERGED",
      class: "DIVERGED",
    });
    expect(verifyLines(rewritten.lines, { ...signedAgain, pin: { size: 2, root: rootOf(2) } }).status).toBe("PINNED");
  });

  it("detect a log that became shorter", () => {
    const older = { origin: FIXTURE_ORIGIN, checkpoint: { size: 5, root: rootOf(5) }, pin: head };
    expect(verifyLines(log.lines.slice(0, 5), older)).toMatchObject({ status: "DIVERGED", class: "ROLLED_BACK", first_bad_seq: 5 });
  });
});

describe("a range", () => {
  const range = { origin: FIXTURE_ORIGIN, checkpoint: null, range: { from: 3, to: 7 } };
  it("shows continuity and nothing more", () => {
    const report = verifyLines(log.lines.slice(3, 7), range);
    expect(report).toMatchObject({ status: "CONTINUOUS", entries: 4, covered: 0, root: null });
    expect(report.message).toContain("not proof");
  });

  it("is refused when its entries are not those of the range", () => {
    expect(verifyLines(log.lines.slice(3, 6), range)).toMatchObject({ class: "TRUNCATED", first_bad_seq: 6 });
    expect(verifyLines(log.lines.slice(3, 8), range)).toMatchObject({ class: "UNCOVERED_TAIL", first_bad_seq: 7 });
    expect(verifyLines(log.lines.slice(2, 7), range)).toMatchObject({ status: "INVALID", first_bad_seq: 3 });
    expect(
      verifyLines([...log.lines.slice(3, 5), edited(log.lines[5] as string, { kind: "x" }), log.lines[6] as string], range),
    ).toMatchObject({ class: "BROKEN_LINK", first_bad_seq: 5 });
    expect(verifyLines(log.lines.slice(3, 7), { ...range, checkpoint: { size: 5, root: rootOf(5) } })).toMatchObject({
      class: "UNCOVERED_TAIL",
      first_bad_seq: 5,
    });
  });
});

describe("segments read separately", () => {
  function segmentOf(lines: readonly string[], sizes: number[] = []): LogSegment {
    const reader = new SegmentReader({ sha, origin: FIXTURE_ORIGIN, from: null, sizes });
    new LineFeeder((bytes, start, end) => expect(reader.read(bytes, start, end)).toBeNull()).write(fileOf(lines));
    return reader.segment() as LogSegment;
  }

  it("join to the result of one reader, for any split, with the roots of earlier sizes", SLOW, () => {
    const long = fixtureLog(sha, 40);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 4 }), fc.integer({ min: 0, max: 40 }), (cuts, size) => {
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), 40];
        const parts = bounds.slice(1).map((to, i) => segmentOf(long.lines.slice(bounds[i], to), [size]));
        const joined = parts.reduce<LogSegment | null>((left, right) => left && joinSegments(sha, left, right), parts.shift() ?? null);
        const what = { origin: FIXTURE_ORIGIN, checkpoint: { size: 40, root: long.root }, pin: { size, root: fixtureLog(sha, size).root } };
        expect(concludeLog(sha, joined, what)).toEqual(verifyLines(long.lines, what));
        expect(concludeLog(sha, joined, what).status).toBe("PINNED");
      }),
      { numRuns: 60 },
    );
  });

  it("do not join when they do not follow each other", () => {
    const [a, b] = [segmentOf(log.lines.slice(0, 4)), segmentOf(log.lines.slice(4))];
    expect(joinSegments(sha, a, segmentOf(log.lines.slice(5)))).toBeNull();
    expect(joinSegments(sha, b, a)).toBeNull();
    expect(joinSegments(sha, { ...a, lastLeaf: leafHash(sha, utf8("x")) }, b)).toBeNull();
    expect(joinSegments(sha, { ...a, lastTs: utf8("2099-01-01T00:00:00.000Z") }, b)).toBeNull();
    expect(concludeLog(sha, b, expected)).toMatchObject({ status: "INVALID", first_bad_seq: 0 });
  });
});

describe("LineScanner", () => {
  const scanner = new LineScanner(FIXTURE_ORIGIN);
  const scan = (text: string) => {
    const bytes = utf8(text);
    return scanner.scan(bytes, 0, bytes.length);
  };

  it("accepts the usual lines", () => {
    for (const [seq, line] of log.lines.entries()) {
      expect(scan(line)).toBe(true);
      expect(scanner.seq).toBe(seq);
      expect(line.slice(scanner.prevAt).startsWith(JSON.parse(line).prev)).toBe(true);
      expect(line.slice(scanner.tsAt).startsWith(JSON.parse(line).ts)).toBe(true);
    }
  });

  it("accepts nothing that readEntry refuses", SLOW, () => {
    const data = fc.jsonValue({ maxDepth: 4 }).map((value) => ({ ...JSON.parse(log.lines[1] as string), data: { value } }));
    const loose = data.map((entry) => JSON.stringify(entry));
    const strict = data.map((entry) => canonicalize(entry));
    const mutated = fc
      .tuple(strict, fc.nat(), fc.constantFrom(...'{}[]":,.-eE0123456789abz _\\\u007f'))
      .map(([text, at, c]) => text.slice(0, at % text.length) + c + text.slice((at % text.length) + 1));
    fc.assert(
      fc.property(fc.oneof(loose, strict, mutated), (text) => {
        const read = readEntry(text);
        if (scan(text)) expect(read).toMatchObject({ ok: true, entry: { log: FIXTURE_ORIGIN, seq: scanner.seq } });
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["unsorted keys", '{"b":1,"a":2}'],
    ["a key twice", '{"a":1,"a":2}'],
    ["minus zero", '{"a":-0}'],
    ["a leading zero", '{"a":01}'],
    ["a number that is not exact", '{"a":12345678901234567}'],
    ["an escape", '{"a":"\\u0041"}'],
    ["a trailing comma", '{"a":1,}'],
    ["white space", '{"a": 1}'],
    ["a bare word", '{"a":nul}'],
    ["an array cut short", '{"a":[1}'],
    ["no object", "[]"],
  ])("leaves data with %s to readEntry, which refuses it", (_, data) => {
    const line = (log.lines[1] as string).replace(/"data":\{.*?\},"id"/, () => `"data":${data},"id"`);
    expect(line).toContain(data);
    expect(scan(line)).toBe(false);
    expect(readEntry(line).ok).toBe(false);
  });
});

it("toHex and fromHex are inverse", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => equalBytes(fromHex(toHex(bytes)) as Uint8Array, bytes)));
  for (const text of ["A0", "0", "0g"]) expect(fromHex(text)).toBeNull();
});
