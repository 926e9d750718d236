// `npm run verify`: what must hold before a commit. No database, no build of the product, under a minute.
import "./lib/node-version.mjs";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { buildClient } from "./lib/build.mjs";
import { inRoot, root } from "./lib/paths.mjs";
import { complain, duration, say, step } from "./lib/progress.mjs";
import { quietEnv } from "./lib/run-quietly.mjs";

const bin = (/** @type {string} */ file) => inRoot("node_modules", file);

/** @type {[string, string[]][]} */
const CHECKS = [
  ["Format and lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "--max-diagnostics=50", "."]],
  ["Types", [bin("typescript/bin/tsc"), "-b", "--pretty", "false"]],
  ["Types of the console", [bin("typescript/bin/tsc"), "-p", "apps/web", "--noEmit", "--incremental", "--tsBuildInfoFile", bin(".cache/tsc/web.tsbuildinfo")]],
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
  const output = await step(title, () => check(command)).then(
    () => null,
    (error) => error.message,
  );
  if (output === null) continue;
  failed += 1;
  say(output);
}
say(failed === 0 ? `Verified in ${duration(started)}.` : `${failed} of ${checks.length} checks failed in ${duration(started)}.`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a check; rejects with everything that it wrote. @param {string[]} command @returns {Promise<void>} */
function check(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...quietEnv }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(output.trim()))));
  });
}
