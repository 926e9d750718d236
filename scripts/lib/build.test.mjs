import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildEach } from "./build.mjs";
import { inRoot } from "./paths.mjs";

const NAME = `build-test-${process.pid}`;
const place = path.join("test-results", NAME);
const logs = inRoot(place, "logs");
/** Fails when a failed run left files behind, as the console's bundler does with its cache. */
const TOOL = `
  const fs = require("node:fs");
  if (fs.existsSync("out/cache")) throw new Error("the cache remembers the failure");
  fs.mkdirSync("out", { recursive: true });
  fs.writeFileSync("out/cache", "");
  if (fs.readFileSync("source", "utf8") === "broken") throw new Error("the source is broken");
  fs.rmSync("out/cache");
  fs.writeFileSync("out/result", "");`;
const target = {
  name: NAME,
  title: "Building what is tried",
  dir: place,
  command: [process.execPath, "-e", TOOL],
  sources: [`${place}/source`],
  result: `${place}/out/result`,
  leavings: `${place}/out`,
};
const write = (/** @type {string} */ text) => writeFileSync(inRoot(place, "source"), text);

beforeEach(() => mkdirSync(inRoot(place), { recursive: true }));
afterEach(() => {
  rmSync(inRoot(place), { recursive: true, force: true });
  rmSync(inRoot("node_modules/.cache/agentlattice", `${NAME}.sha256`), { force: true });
});

it("a failed build does not affect the next one", async () => {
  write("good");
  await buildEach([target], logs);
  write("broken");
  await expect(buildEach([target], logs)).rejects.toThrow("the source is broken");
  write("repaired");
  await buildEach([target], logs);
  expect(existsSync(inRoot(target.result))).toBe(true);
});
