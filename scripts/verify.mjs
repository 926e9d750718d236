// `npm run verify` runs the checks before a commit, without a database or a build of the product, in under a minute.
import "./lib/node-version.mjs";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { buildClient } from "./lib/build.mjs";
import { inRoot } from "./lib/paths.mjs";
import { duration, printError, printLine } from "./lib/progress.mjs";
import { runQuietly } from "./lib/run-quietly.mjs";
import { UNIT_PROJECTS } from "./lib/suites.mjs";

const bin = (/** @type {string} */ file) => inRoot("node_modules", file);

/** The native compiler, which needs half of the time. The other TypeScript is a library of the tools that bundle and check packages. */
const TSC = bin("typescript-native/bin/tsc");

/** Checkers of one run check what they share once each. Two runs already use both cores, and one checker needs half of the processor time. */
const ONE_CHECKER = ["--checkers", "1"];

/** The slowest checks come first, because two run at a time. */
const CHECKS = [
  [
    "Types of the console",
    [TSC, "-p", "apps/web", "--noEmit", "--incremental", "--tsBuildInfoFile", bin(".cache/tsc/web.tsbuildinfo"), ...ONE_CHECKER],
  ],
  ["Types", [TSC, "-b", "--pretty", "false", ...ONE_CHECKER]],
  ["Unit tests", [bin("vitest/vitest.mjs"), "run", ...UNIT_PROJECTS, "--reporter=dot"]],
  ["Unused code", [bin("knip/bin/knip.js"), "--no-config-hints"]],
  ["Boundaries", [bin("dependency-cruiser/bin/dependency-cruise.mjs"), "--config", ".dependency-cruiser.cjs", "apps", "packages"]],
  ["Format and lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "--max-diagnostics=50", "."]],
];

const started = performance.now();
const checks = process.argv.includes("--without-tests") ? CHECKS.filter(([title]) => title !== "Unit tests") : CHECKS;
const logDir = inRoot("test-results", "logs");
if (!existsSync(inRoot("node_modules"))) {
  printError("Run npm ci first.");
  process.exit(1);
}
await buildClient(logDir);
const queue = [...checks];
let failed = 0;
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
printLine(failed === 0 ? `Verified in ${duration(started)}.` : `${failed} of ${checks.length} checks failed in ${duration(started)}.`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs checks until none is left. */
async function work() {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [title, command] = next;
    const began = performance.now();
    const output = await check(title, command);
    if (output === null) printLine(`✓ ${title} ${duration(began)}`);
    else {
      failed += 1;
      printLine(`✗ ${title} ${duration(began)}\n${output}`);
    }
  }
}

/**
 * Runs a check. Its output goes to a file rather than a pipe, which stays open as long as any grandchild.
 * @param {string} title
 * @param {string[]} command
 * @returns {Promise<string | null>} what it wrote when it failed
 */
async function check(title, command) {
  const log = `${logDir}/verify-${title.toLowerCase().replaceAll(" ", "-")}.log`;
  try {
    await runQuietly([process.execPath, ...command], { log });
    return null;
  } catch {
    return readFileSync(log, "utf8").trim();
  }
}
