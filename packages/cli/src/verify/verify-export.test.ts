import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  commitment,
  concludeLog,
  type EntryDraft,
  formatVkey,
  type KeyRotation,
  signCheckpoint,
  signRotation,
  toBase64,
} from "@agentlattice/core/ledger";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { FIXTURE_ORIGIN, fixtureLog } from "../../../core/src/ledger/fixture-log.ts";
import type { ReadChunk } from "./chunk-threads.ts";
import { sha256 } from "./node-crypto.ts";
import { readChunk } from "./read-chunk.ts";
import { findFile, parseRange, readVkey } from "./read-inputs.ts";
import { outcomeJson, showOutcome } from "./show-outcome.ts";
import { type VerifyRequest, verifyExport } from "./verify-export.ts";
import { readInParallel, verifyFile } from "./verify-file.ts";

const folder = mkdtempSync(join(tmpdir(), "al-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const write = (content: string) => {
  const path = join(folder, `${files++}`);
  writeFileSync(path, content);
  return path;
};

const keys = generateKeyPairSync("ed25519");
const publicKey = new Uint8Array(keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const vkey = formatVkey(sha256, { origin: FIXTURE_ORIGIN, publicKey });
const noteOf = (size: number, root: Uint8Array) =>
  signCheckpoint(sha256, (message) => sign(null, message, keys.privateKey), { origin: FIXTURE_ORIGIN, size, root, publicKey });

const SIZE = 60;
const salt = (seq: number, field: string) => new Uint8Array(32).fill(seq + field.length);
const payload = (seq: number, field: string) => ({ text: `${field}\u2028of\u0085${seq}\r` });
const withPayloads = (draft: EntryDraft, seq: number): EntryDraft => {
  if (seq % 4 !== 0) return draft;
  const commit = (field: string) =>
    commitment(sha256, { salt: salt(seq, field), log: FIXTURE_ORIGIN, id: draft.id, field, value: payload(seq, field) });
  return { ...draft, pd: { content: commit("content"), reason: commit("reason") } };
};
const log = fixtureLog(sha256, SIZE, withPayloads);
const older = fixtureLog(sha256, 40, withPayloads);
const rewritten = fixtureLog(sha256, SIZE, (draft, seq) => (seq === 5 ? { ...draft, kind: "agent.changed" } : withPayloads(draft, seq)));
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
const payloadLine = (seq: number, field: string, change: object = {}) =>
  JSON.stringify({
    seq,
    id: JSON.parse(log.lines[seq] as string).id,
    field,
    salt: toBase64(salt(seq, field)),
    value: payload(seq, field),
    ...change,
  });

async function verify(lines: readonly string[], change: Partial<VerifyRequest> = {}) {
  const entries = await findFile(write(textOf(lines)));
  const request = {
    entries,
    vkey,
    note: noteOf(SIZE, log.root),
    pinFile: null,
    payloads: null,
    policies: null,
    range: null,
    allowTail: false,
    ...change,
  };
  return verifyExport(request, () => {});
}

describe("verifying an export", () => {
  it("without a pin is SIGNED, exit 10", async () => {
    expect(await verify(log.lines)).toMatchObject({ exitCode: 10, report: { status: "SIGNED", entries: SIZE } });
  });

  it("of a changed file is INVALID, exit 40, with the first bad entry", async () => {
    const lines = log.lines.with(7, (log.lines[7] as string).replace("pr.merge", "pr.close").replace("db.query", "db.other"));
    expect(await verify(lines)).toMatchObject({ exitCode: 40, report: { status: "INVALID", class: "BROKEN_LINK", first_bad_seq: 7 } });
  });

  it("with an uncovered tail needs --allow-tail", async () => {
    const note = noteOf(40, older.root);
    expect(await verify(log.lines, { note })).toMatchObject({ exitCode: 40, report: { class: "UNCOVERED_TAIL", first_bad_seq: 40 } });
    expect(await verify(log.lines, { note, allowTail: true })).toMatchObject({ exitCode: 10, report: { covered: 40, uncovered: 20 } });
  });

  it.each([
    [
      "another key",
      noteOf(SIZE, log.root),
      formatVkey(sha256, { origin: FIXTURE_ORIGIN, publicKey: new Uint8Array(32).fill(9) }),
      "UNSIGNED",
    ],
    ["another log", noteOf(SIZE, log.root), formatVkey(sha256, { origin: "log.example/log/x/g1", publicKey }), "WRONG_ORIGIN"],
    ["a changed head", noteOf(SIZE, log.root).replace(`\n${SIZE}\n`, "\n59\n"), vkey, "BAD_SIGNATURE"],
    ["no note", "hello\n", vkey, "MALFORMED"],
  ])("with %s is exit 20", async (_, note, key, reason) => {
    expect(await verify(log.lines, { note, vkey: key })).toMatchObject({ exitCode: 20, report: { status: "INVALID", class: reason } });
  });

  it("of a range shows continuity, with or without a checkpoint", async () => {
    const range = { from: 10, to: 20 };
    for (const note of [null, noteOf(SIZE, log.root)]) {
      expect(await verify(log.lines.slice(10, 20), { range, note })).toMatchObject({
        exitCode: 10,
        report: { status: "CONTINUOUS", entries: 10, root: null },
      });
    }
    expect(await verify(log.lines.slice(10, 19), { range, note: null })).toMatchObject({ exitCode: 40, report: { first_bad_seq: 19 } });
    expect(await verify(log.lines.slice(10, 20), { range, note: "x" })).toMatchObject({ exitCode: 20 });
  });
});

describe("the pin", () => {
  let pinFile: string;
  beforeEach(() => {
    pinFile = join(folder, `pin-${files++}`);
  });
  const pinned = () => JSON.parse(readFileSync(pinFile, "utf8"));

  it("is created, compared with, advanced, and never moved back", async () => {
    const first = { pinFile, note: noteOf(40, older.root) };
    expect(await verify(older.lines, first)).toMatchObject({ exitCode: 10, report: { status: "SIGNED" }, pin: { action: "created" } });
    expect(pinned()).toEqual({ origin: FIXTURE_ORIGIN, vkey, size: 40, root: toBase64(older.root) });
    expect(await verify(older.lines, first)).toMatchObject({ exitCode: 0, report: { status: "PINNED" }, pin: { action: "kept" } });
    expect(await verify(log.lines, { pinFile })).toMatchObject({ exitCode: 0, report: { status: "PINNED" }, pin: { action: "advanced" } });
    expect(pinned().size).toBe(SIZE);
    expect(await verify(log.lines, { ...first, allowTail: true })).toMatchObject({ exitCode: 0, pin: { action: "kept" } });
    expect(pinned().size).toBe(SIZE);
  });

  it("detects a rewritten history that was signed again: DIVERGED, exit 30, and is not changed", async () => {
    await verify(older.lines, { pinFile, note: noteOf(40, older.root) });
    const before = readFileSync(pinFile, "utf8");
    expect(await verify(rewritten.lines, { pinFile, note: noteOf(SIZE, rewritten.root) })).toMatchObject({
      exitCode: 30,
      report: { status: "DIVERGED" },
    });
    expect(readFileSync(pinFile, "utf8")).toBe(before);
  });

  it("detects a log that became shorter, and is not advanced by an invalid log", async () => {
    await verify(log.lines, { pinFile });
    expect(await verify(older.lines, { pinFile, note: noteOf(40, older.root) })).toMatchObject({
      exitCode: 30,
      report: { class: "ROLLED_BACK", first_bad_seq: 40 },
    });
    expect(await verify(log.lines.slice(1), { pinFile })).toMatchObject({ exitCode: 40 });
    expect(pinned().size).toBe(SIZE);
  });

  describe("after the key was replaced twice", () => {
    const signing = () => {
      const { privateKey, publicKey } = generateKeyPairSync("ed25519");
      const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
      return { publicKey: raw, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)) };
    };
    const first = { publicKey, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, keys.privateKey)) };
    const [second, third, thief] = [signing(), signing(), signing()];
    type Signing = typeof first;
    const vkeyOf = (by: Signing) => formatVkey(sha256, { origin: FIXTURE_ORIGIN, publicKey: by.publicKey });
    const headBy = (by: Signing, rotations: readonly KeyRotation[]) =>
      signCheckpoint(sha256, by.sign, { origin: FIXTURE_ORIGIN, size: SIZE, root: log.root, publicKey: by.publicKey, rotations });
    const toSecond = signRotation(FIXTURE_ORIGIN, 45, first, second);
    const toThird = signRotation(FIXTURE_ORIGIN, 50, second, third);
    const rotated = headBy(third, [toSecond, toThird]);
    const pin = (by: Signing) => JSON.stringify({ origin: FIXTURE_ORIGIN, vkey: vkeyOf(by), size: 40, root: toBase64(older.root) });

    it.each([
      ["first", "third", first, third, third],
      ["first", "second", first, second, second],
      ["second", "third", second, third, third],
      ["third", "first", third, first, third],
      ["first", "first", first, first, first],
    ])("is consistent when made with the %s key and verified with the %s", async (_, __, made, given, kept) => {
      writeFileSync(pinFile, pin(made));
      expect(await verify(log.lines, { pinFile, note: rotated, vkey: vkeyOf(given) })).toMatchObject({
        exitCode: 0,
        report: { status: "PINNED" },
        pin: { action: "advanced" },
      });
      expect(pinned()).toMatchObject({ size: SIZE, vkey: vkeyOf(kept) });
    });

    it("still detects a rewritten history", async () => {
      writeFileSync(pinFile, JSON.stringify({ ...JSON.parse(pin(first)), root: toBase64(rewritten.root) }));
      expect(await verify(log.lines, { pinFile, note: rotated, vkey: vkeyOf(third) })).toMatchObject({ exitCode: 30 });
    });

    it.each([
      [
        "by a rotation that the pinned key did not sign",
        [signRotation(FIXTURE_ORIGIN, 45, { ...thief, publicKey: first.publicKey }, thief)],
      ],
      ["by a rotation of another log", [signRotation("log.example/log/x/g1", 45, first, thief)]],
      ["without a rotation", []],
      ["by a chain that ends before the key", [toSecond]],
    ])("is refused when its key is replaced %s, and is not changed", async (_, rotations) => {
      writeFileSync(pinFile, pin(first));
      expect(await verify(log.lines, { pinFile, note: headBy(thief, rotations), vkey: vkeyOf(thief) })).toMatchObject({
        exitCode: 20,
        report: { class: "OTHER_PIN" },
      });
      expect(readFileSync(pinFile, "utf8")).toBe(pin(first));
    });
  });

  it("of another log is exit 20; a file that is not a pin is refused and not changed", async () => {
    writeFileSync(pinFile, JSON.stringify({ origin: "log.example/log/x/g1", vkey, size: 1, root: toBase64(log.root) }));
    expect(await verify(log.lines, { pinFile })).toMatchObject({ exitCode: 20, report: { class: "OTHER_PIN" } });
    for (const content of ["", "{}", "null", "[]", '{"origin":"a","vkey":"b","size":-1,"root":"AA=="}']) {
      writeFileSync(pinFile, content);
      await expect(verify(log.lines, { pinFile })).rejects.toThrow("is not a pin");
      expect(readFileSync(pinFile, "utf8")).toBe(content);
    }
  });
});

describe("payloads", () => {
  const check = (lines: readonly string[]) => verify(log.lines, { payloads: write(textOf(lines)) });
  it("match their commitments, and withheld values are counted", async () => {
    const all = Array.from({ length: SIZE / 4 }, (_, i) => [payloadLine(4 * i, "content"), payloadLine(4 * i, "reason")]).flat();
    expect(await check(all)).toMatchObject({ exitCode: 10, payloads: { checked: 30, withheld: 0 } });
    expect(await check([payloadLine(4, "reason"), payloadLine(56, "content")])).toMatchObject({ payloads: { checked: 2, withheld: 28 } });
    expect(await check([])).toMatchObject({ exitCode: 10, payloads: { checked: 0, withheld: 30 } });
  });

  it.each([
    ["a changed value", [payloadLine(8, "reason", { value: { text: "other" } })], "PAYLOAD_MISMATCH", 8],
    [
      "a value swapped with that of another field",
      [payloadLine(8, "reason", { value: payload(8, "content"), salt: toBase64(salt(8, "content")) })],
      "PAYLOAD_MISMATCH",
      8,
    ],
    ["another salt", [payloadLine(8, "reason", { salt: toBase64(new Uint8Array(32)) })], "PAYLOAD_MISMATCH", 8],
    ["a field without commitment", [payloadLine(8, "reason", { field: "note" })], "PAYLOAD_UNKNOWN", 8],
    ["an entry without commitments", [payloadLine(9, "reason")], "PAYLOAD_UNKNOWN", 9],
    ["an entry that is not there", [payloadLine(8, "reason", { seq: 900 })], "PAYLOAD_UNKNOWN", undefined],
    ["the id of another entry", [payloadLine(8, "reason", { id: "evt_x" })], "PAYLOAD_UNKNOWN", 8],
    ["one twice", [payloadLine(8, "reason"), payloadLine(8, "reason")], "PAYLOAD_UNKNOWN", 8],
    ["the wrong order", [payloadLine(8, "reason"), payloadLine(4, "reason")], "PAYLOAD_OUT_OF_ORDER", 4],
    ["a member too many", [payloadLine(8, "reason", { more: 1 })], "PAYLOAD_MALFORMED", undefined],
    ["a short salt", [payloadLine(8, "reason", { salt: "AAAA" })], "PAYLOAD_MALFORMED", undefined],
    ["no JSON", ["hello"], "PAYLOAD_MALFORMED", undefined],
  ])("with %s are INVALID", async (_, lines, kind, seq) => {
    const outcome = await check(lines);
    expect(outcome).toMatchObject({ exitCode: 40, report: { status: "INVALID", class: kind } });
    expect(outcome.report.first_bad_seq).toBe(seq);
  });

  it("do not move the pin when they do not match", async () => {
    const pinFile = join(folder, "unmoved");
    await verify(log.lines, { pinFile, payloads: write(textOf([payloadLine(8, "reason", { value: 1 })])) });
    expect(() => readFileSync(pinFile)).toThrow("ENOENT");
  });
});

describe("reading in chunks", () => {
  const SLOW = { timeout: 60_000 };
  const expected = { origin: FIXTURE_ORIGIN, checkpoint: { size: SIZE, root: log.root }, pin: { size: 40, root: older.root } };
  const here: ReadChunk[] = [async (chunk) => readChunk(chunk), async (chunk) => readChunk(chunk)];

  it("gives the same report as reading in order, for any chunk size", SLOW, async () => {
    const file = await findFile(write(textOf(log.lines)));
    const report = await verifyFile(file, expected, () => {});
    for (let chunkBytes = 1000; chunkBytes < 4000; chunkBytes += 37) {
      const segment = await readInParallel(file, expected, here, () => {}, chunkBytes);
      expect(segment && concludeLog(sha256, segment, expected)).toEqual(report);
    }
    expect(report.status).toBe("PINNED");
  });

  it("accepts no file with a changed byte", SLOW, async () => {
    const bytes = Buffer.from(textOf(log.lines));
    const path = write("");
    for (let at = 11; at < bytes.length; at += 411) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(path, changed);
      const segment = await readInParallel({ path, bytes: changed.length }, expected, here, () => {}, 3000);
      expect(segment === null || concludeLog(sha256, segment, expected).status === "INVALID").toBe(true);
    }
  });

  it("accepts no truncated file", async () => {
    const text = textOf(log.lines);
    for (const cut of [1, 100, 800, text.length - 1]) {
      const file = await findFile(write(text.slice(0, -cut)));
      const segment = await readInParallel(file, expected, here, () => {}, 5000);
      expect(segment === null || concludeLog(sha256, segment, expected).status === "INVALID").toBe(true);
    }
  });
});

describe("inputs", () => {
  it("a key is given as text or in a file", async () => {
    expect(await readVkey(vkey)).toBe(vkey);
    expect(await readVkey(write(`${vkey}\n`))).toBe(vkey);
    await expect(readVkey(write("nothing"))).rejects.toThrow("does not contain a verifier key");
    await expect(readVkey("nowhere")).rejects.toThrow("neither a verifier key");
  });

  it("files must exist", async () => {
    await expect(findFile(join(folder, "nowhere"))).rejects.toThrow("ENOENT");
    await expect(findFile(folder)).rejects.toThrow("Not a file");
  });

  it.each(["", "1", "5:5", "6:5", "a:b", "-1:5", "1:2:3", "1.5:2"])("refuses the range %j", (text) => {
    expect(() => parseRange(text)).toThrow("--range");
  });
});

describe("output", () => {
  it("does not overstate SIGNED, and explains every status", async () => {
    const text = showOutcome(await verify(log.lines));
    expect(text).toContain("A signature alone does not show that nothing was rewritten.");
    for (const word of ["INVALID", "DIVERGED", "SIGNED", "PINNED"]) expect(text).toContain(`  ${word}`);
    expect(text).not.toMatch(/[\u2713\u2714\u2705]|\u001b/u);
  });

  it("escapes control characters in names", async () => {
    const outcome = await verify(log.lines);
    const text = showOutcome({ ...outcome, pin: { file: "a\u001b[2J\u202e", action: "kept" } });
    expect(text).toContain("a\\u{1b}[2J\\u{202e}");
  });

  it("is one object with --json", async () => {
    const text = outcomeJson(await verify(log.lines.slice(0, -1)));
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ exit_code: 40, status: "INVALID", class: "TRUNCATED", first_bad_seq: 59 });
  });
});
