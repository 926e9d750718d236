import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import yazl from "yazl";
import { extractEvidence } from "./extract-evidence.ts";

const root = mkdtempSync(join(tmpdir(), "al-zip-"));
const temporary = mkdtempSync(join(root, "tmp-"));
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => vi.stubEnv("TMPDIR", temporary));
afterEach(() => vi.unstubAllEnvs());

const EXPORT = { "entries.ndjson": "{}\n", "checkpoint.txt": "note", "manifest.json": "{}" };

async function zipOf(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(root, `${Math.random()}.zip`);
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

it("unpacks the files of an export, names the payloads, and removes them", async () => {
  const read = await extractEvidence(await zipOf({ ...EXPORT, "payloads.ndjson": "p", "README.md": "read me" }));
  if (!read) throw new Error("The zip was not read.");
  expect(readdirSync(read.folder).sort()).toEqual([...Object.keys(EXPORT), "payloads.ndjson"].sort());
  expect(readFileSync(read.payloads ?? "", "utf8")).toBe("p");
  expect(read.policies).toBeNull();
  await read.remove();
  expect(existsSync(read.folder)).toBe(false);
});

it("leaves files that are no zip to the others", async () => {
  const path = join(root, "entries.ndjson");
  writeFileSync(path, '{"v":1}\n');
  expect(await extractEvidence(path)).toBeNull();
  expect(await extractEvidence(join(root, "missing"))).toBeNull();
});

it("refuses a zip without an export, a damaged one and one that unpacks to too much, and leaves nothing behind", async () => {
  await expect(extractEvidence(await zipOf({ "entries.ndjson": "" }))).rejects.toThrow("it has no checkpoint.txt");
  const cut = join(root, "cut.zip");
  writeFileSync(cut, readFileSync(await zipOf(EXPORT)).subarray(0, 60));
  await expect(extractEvidence(cut)).rejects.toThrow("is damaged");
  const bomb = await zipOf({ ...EXPORT, "payloads.ndjson": "0".repeat(3 << 20) });
  await expect(extractEvidence(bomb, 1 << 20)).rejects.toThrow("unpack to more than 1 MiB");
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`file-${n}`, ""]));
  await expect(extractEvidence(await zipOf(many))).rejects.toThrow("100 files");
  expect(readdirSync(temporary)).toEqual([]);
});
