import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
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

/** @param {"unit" | "int" | "pack" | "install"} project @param {string[]} filters @returns {Promise<Outcome>} */
export async function runVitest(project, filters) {
  const report = freshReport(project);
  const projects = project === "unit" ? UNIT_PROJECTS : ["--project", project];
  const code = await show([
    inRoot("node_modules/vitest/vitest.mjs"),
    ...["run", ...projects, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ...filters,
  ]);
  const result = readReport(report);
  const passed = result?.numPassedTests ?? 0;
  const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  // A file that cannot be loaded counts as one failed test.
  const broken = (result?.testResults ?? []).filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return judge({ passed, failed: (result?.numFailedTests ?? 0) + broken, skipped }, code);
}

/** @param {string[]} filters @param {string} browser @returns {Promise<Outcome>} */
export async function runPlaywright(filters, browser) {
  const report = freshReport("browser");
  const env = { AL_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await show([inRoot("node_modules/@playwright/test/cli.js"), "test", "--reporter=list,json", ...filters], env);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(report)?.stats ?? {};
  return judge({ passed: expected + flaky, failed: unexpected, skipped, flaky }, code);
}

/** Counts a failure without a failed test as one, and so a suite that ran no test. @param {Outcome} outcome @param {number} code */
function judge(outcome, code) {
  const silent = outcome.failed === 0 && (code !== 0 || outcome.passed + outcome.skipped === 0);
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
 * @param {NodeJS.ProcessEnv} [env]
 * @param {{ inherit?: boolean }} [options] `inherit: false`: nothing but `env` reaches the process
 * @returns {Promise<number>}
 */
export function show(args, env = {}, { inherit = true } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...(inherit ? process.env : {}), ...quietEnv, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }), ...env },
      stdio: "inherit",
      timeout: 40 * 60_000, // Ends a tool that hangs.
      killSignal: "SIGKILL",
    });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
