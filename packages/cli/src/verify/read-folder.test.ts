import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMPTY_FRONTIER, foldNodes, formatVkey, growTree, planRange, signCheckpoint, toBase64 } from "@agentlattice/core/ledger";
import { afterAll, describe, expect, it } from "vitest";
import { FIXTURE_ORIGIN, fixtureLog } from "../../../core/src/ledger/fixture-log.ts";
import { UsageError } from "../usage-error.ts";
import { sha256 } from "./node-crypto.ts";
import { readFolder } from "./read-folder.ts";
import { findFile } from "./read-inputs.ts";
import { verifyExport } from "./verify-export.ts";

const root = mkdtempSync(join(tmpdir(), "al-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

const SIZE = 29;
const log = fixtureLog(sha256, SIZE);
const keys = generateKeyPairSync("ed25519");
const publicKey = new Uint8Array(keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const vkey = formatVkey(sha256, { origin: FIXTURE_ORIGIN, publicKey });
const note = signCheckpoint(sha256, (message) => sign(null, message, keys.privateKey), {
  origin: FIXTURE_ORIGIN,
  size: SIZE,
  root: growTree(sha256, EMPTY_FRONTIER, log.leaves).root,
  publicKey,
});

/** The hash of a complete node, from its leaves. */
function hashOf({ level, index }: { level: number; index: number }): Uint8Array {
  if (level === 0) return log.leaves[index] as Uint8Array;
  return foldNodes(sha256, [hashOf({ level: level - 1, index: index * 2 }), hashOf({ level: level - 1, index: index * 2 + 1 })]);
}

let folders = 0;
function folder(
  from: number,
  to: number,
  { lines = log.lines.slice(from, to + 1), ...change }: { lines?: string[]; [member: string]: unknown } = {},
) {
  const path = join(root, String(folders++));
  const { left, right } = planRange(from, to + 1, SIZE);
  const edges = { left: left.map(hashOf).map(toBase64), right: right.map(hashOf).map(toBase64) };
  mkdirSync(path);
  writeFileSync(join(path, "entries.ndjson"), lines.map((line) => `${line}\n`).join(""));
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ format: "ndjson", from, to, size: SIZE, edges, ...change }));
  return path;
}

async function verify(path: string) {
  const found = await readFolder(path);
  if (!found) throw new Error("not a folder");
  const { range = null, edges = null } = found.part ?? {};
  const request = {
    entries: await findFile(found.entries),
    vkey,
    note,
    pinFile: null,
    payloads: null,
    policies: null,
    range,
    edges,
    allowTail: false,
  };
  return verifyExport(request, () => {});
}

describe("an exported folder", () => {
  it("of the whole log verifies as the file does", async () => {
    expect(await verify(folder(0, SIZE - 1))).toMatchObject({ exitCode: 10, report: { status: "SIGNED", entries: SIZE } });
  });

  it("of a part is proven under the signed head", async () => {
    expect(await verify(folder(5, 20))).toMatchObject({ exitCode: 10, report: { status: "SIGNED", entries: 16, size: SIZE } });
    expect(await verify(folder(0, 0))).toMatchObject({ exitCode: 10, report: { status: "SIGNED", entries: 1 } });
  });

  it("is invalid when entries, positions or edges differ from the signed ones", async () => {
    const forged = fixtureLog(sha256, SIZE, (draft, seq) => (seq === 2 ? { ...draft, kind: "agent.changed" } : draft));
    expect(await verify(folder(5, 20, { lines: forged.lines.slice(5, 21) }))).toMatchObject({
      exitCode: 40,
      report: { class: "ROOT_MISMATCH" },
    });
    expect(await verify(folder(5, 20, { from: 6, to: 21 }))).toMatchObject({ exitCode: 40 });
    expect(await verify(folder(5, 20, { edges: { left: [], right: [] } }))).toMatchObject({
      exitCode: 40,
      report: { class: "ROOT_MISMATCH" },
    });
    expect(await verify(folder(5, 20, { edges: { left: ["!"], right: ["?"] } }))).toMatchObject({ exitCode: 40 });
  });

  it("that cannot be verified as a whole names the reason", async () => {
    await expect(readFolder(folder(5, 20, { edges: null }))).rejects.toThrow(/filters left out/);
    await expect(readFolder(folder(5, 20, { format: "csv" }))).rejects.toThrow(/describes a table/);
    for (const change of [{ from: "5" }, { size: -1 }, { edges: 3 }])
      await expect(readFolder(folder(5, 20, change))).rejects.toThrow(/not the manifest/);
    await expect(readFolder(root)).rejects.toThrow(UsageError);
    expect(await readFolder(join(root, "nowhere"))).toBeNull();
  });
});
