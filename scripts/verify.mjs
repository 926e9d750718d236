// `npm run verify`: what must hold before a commit. No database, no build of the product, under a minute.
import "./lib/node-version.mjs";
import { existsSync, readFileSync } from "node:fs";
import { buildClient } from "./lib/build.mjs";
import { inRoot } from "./lib/paths.mjs";
import { complain, duration, say, step } from "./lib/progress.mjs";
import { runQuietly } from "./lib/run-quietly.mjs";

const bin = (/** @type {string} */ file) => inRoot("node_modules", file);

/** @type {[string, string[]][]} */
const CHECKS = [
  ["Format and lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "--max-diagnostics=50", "."]],
  ["Types", [bin("typescript/bin/tsc"), "-b", "--pretty", "false"]],
  [
    "Types of the console",
    [bin("typescript/bin/tsc"), "-p", "apps/web", "--noEmit", "--incremental", "--tsBuildInfoFile", bin(".cache/tsc/web.tsbuildinfo")],
  ],
  ["Boundaries", [bin("dependency-cruiser/bin/dependency-cruise.mjs"), "--config", ".dependency-cruiser.cjs", "apps", "packages"]],
  ["Unused code", [bin("knip/bin/knip.js"), "--no-config-hints"]],
  ["Unit tests", [bin("vitest/vitest.mjs"), "run", "--project", "unit", "--reporter=dot"]],
];

const started = performance.now();
const checks = process.argv.includes("--without-tests") ? CHECKS.filter(([title]) => title !== "Unit tests") : CHECKS;
const logDir = inRoot("test-results", "logs");
let failed = 0;
if (!existsSync(inRoot("node_modules"))) {
  complain("Run npm ci first.");
  process.exit(1);
}
await buildClient(logDir);
for (const [title, command] of checks) {
  const output = await step(title, () => check(title, command)).then(
    () => null,
    (error) => error.message,
  );
  if (output === null) continue;
  failed += 1;
  say(output);
}
say(failed === 0 ? `Verified in ${duration(started)}.` : `${failed} of ${checks.length} checks failed in ${duration(started)}.`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Runs a check; rejects with everything that it wrote. A file rather than a pipe: a pipe stays open as long as any grandchild.
 * @param {string} title @param {string[]} command
 */
async function check(title, command) {
  const log = `${logDir}/verify-${title.toLowerCase().replaceAll(" ", "-")}.log`;
  try {
    await runQuietly([process.execPath, ...command], { log });
  } catch {
    throw new Error(readFileSync(log, "utf8").trim());
  }
}
