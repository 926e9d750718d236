import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "./paths.mjs";
import { quietEnv } from "./run-quietly.mjs";

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} [flaky] of those passed, how many needed a second try
 */

/** Options of Vitest that select the unit tests. */
export const UNIT_PROJECTS = ["--project", "unit", "--project", "unit-clients"];

/** @param {"unit" | "int" | "pack"} project @param {string[]} filters @param {string} [log] @returns {Promise<Outcome>} */
export async function runVitest(project, filters, log) {
  const report = freshReport(project);
  const projects = project === "unit" ? UNIT_PROJECTS : ["--project", project];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await show([inRoot("node_modules/vitest/vitest.mjs"), "run", ...projects, ...reporters, ...filters], { log });
  const result = readReport(report);
  const passed = result?.numPassedTests ?? 0;
  const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  // A file that cannot be loaded counts as one failed test.
  const broken = (result?.testResults ?? []).filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return judge({ passed, failed: (result?.numFailedTests ?? 0) + broken, skipped }, code);
}

/** @param {string[]} filters @param {string} browser @param {string} [log] @returns {Promise<Outcome>} */
export async function runPlaywright(filters, browser, log) {
  const report = freshReport("browser");
  const env = { AL_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await show([inRoot("node_modules/@playwright/test/cli.js"), "test", "--reporter=list,json", ...filters], { env, log });
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(report)?.stats ?? {};
  return judge({ passed: expected + flaky, failed: unexpected, skipped, flaky }, code);
}

/** Counts a failure without a failed test as one, and so a suite that ran no test. @param {Outcome} outcome @param {number} code */
function judge(outcome, code) {
  const silent = outcome.failed === 0 && (code !== 0 || outcome.passed === 0);
  return silent ? { ...outcome, failed: 1 } : outcome;
}

/** @param {string} name */
function freshReport(name) {
  const file = inRoot("test-results", `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/**
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.inherit] `false`: nothing but `env` reaches the process
 * @param {string} [options.log] a file for the output, which otherwise goes to the terminal
 * @returns {Promise<number>}
 */
export function show(args, { env = {}, inherit = true, log } = {}) {
  const output = log === undefined ? "inherit" : openSync(log, "w");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...(inherit ? process.env : {}), ...quietEnv, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }), ...env },
      stdio: ["inherit", output, output],
      timeout: 20 * 60_000, // nothing may hang for ever
      killSignal: "SIGKILL",
    });
    if (output !== "inherit") closeSync(output);
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
