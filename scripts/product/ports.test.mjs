import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inRoot } from "../lib/paths.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "al-ports-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each(["API_PORT", "WEB_PORT"])("npm start refuses a taken %s before it builds or stores anything", async (name) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (other.address());
  const dataDir = path.join(folder, "data");
  try {
    const env = { ...process.env, API_PORT: "", WEB_PORT: "", [name]: String(port), DATA_DIR: dataDir };
    const start = spawn(process.execPath, [inRoot("scripts/start.mjs")], { env });
    const [stdout, stderr, [code]] = await Promise.all([text(start.stdout), text(start.stderr), once(start, "exit")]);
    expect(stderr).toContain(`(${name}) is taken by another program.`);
    expect(stderr).toContain(`Port ${port} for `);
    // The first line on stdout announces the steps of the build.
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(readdirSync(dataDir)).toEqual([]);
  } finally {
    other.close();
  }
});
