import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requireDataDir } from "./data-dir.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "al-data-dir-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("creates the data directory and leaves nothing in it", () => {
  const dataDir = path.join(folder, "a/b");
  requireDataDir(dataDir);
  expect(readdirSync(dataDir)).toEqual([]);
  expect(statSync(dataDir).mode & 0o007).toBeLessThan(2);
});

it.each([
  ["a file", "file", "it is a file, or one of the folders it is in is"],
  ["in a file", "file/data", "it is a file, or one of the folders it is in is"],
])("reports a data directory that is %s", (_, name, reason) => {
  writeFileSync(path.join(folder, "file"), "");
  const dataDir = path.join(folder, name);
  expect(() => requireDataDir(dataDir)).toThrow(`${dataDir} cannot be used: ${reason}`);
  expect(() => requireDataDir(dataDir)).toThrow("or set DATA_DIR to another folder.");
});

it("reports a folder that is not writable", () => {
  // No user can create a folder there, not even root.
  expect(() => requireDataDir("/proc/agentlattice")).toThrow(/^\/proc\/agentlattice cannot be used: /);
});
