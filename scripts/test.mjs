// `npm test` runs all tests. `npm test -- unit` or `npm test -- browser approve` runs a part, filtered by file name. The last line is "N
// passed, N failed".
//
// With CI set, the integration tests run beside the other suites, because most of their time is waiting for Postgres. The output of a suite
// is then printed when the suite ends.
import "./lib/node-version.mjs";
import { readFileSync } from "node:fs";
import { requireBrowser } from "./lib/find-browser.mjs";
import { findRedis, installRedis } from "./lib/find-redis.mjs";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { bold, duration, printError, printLine, step, warn } from "./lib/progress.mjs";
import { ToolFailed } from "./lib/run-quietly.mjs";
import { runPlaywright, runVitest, show } from "./lib/suites.mjs";

const SUITES = ["unit", "int", "pack", "browser", "hardship"];
const logDir = inRoot("test-results", "logs");
const inLanes = process.env.CI !== undefined;

const args = process.argv.slice(2);
const wanted = args.filter((arg) => arg === "verify" || SUITES.includes(arg));
const filters = args.filter((arg) => !wanted.includes(arg));

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];
try {
  await prepare(logDir);
  const suites = wanted.length > 0 ? wanted : SUITES;
  const lanes = inLanes ? [suites.filter((suite) => suite === "int"), suites.filter((suite) => suite !== "int")] : [suites];
  await Promise.all(lanes.map(runInTurn));
} catch (error) {
  printError(error instanceof ToolFailed ? error.message : String(error instanceof Error ? error.stack : error));
  total.failed += 1;
}
printLine("");
for (const line of summary) printLine(line);
printLine(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {string[]} suites */
async function runInTurn(suites) {
  for (const suite of suites) await run(suite);
}

/** @param {string} suite */
async function run(suite) {
  const log = inLanes ? inRoot("test-results", "logs", `${suite}.log`) : undefined;
  printLine(log === undefined ? `\n${bold(suite)}` : `${suite} …`);
  const started = performance.now();
  const { passed, failed, skipped, flaky = 0 } = await runSuite(suite, log);
  if (log !== undefined) printLine(`\n${bold(suite)}\n${readFileSync(log, "utf8")}`);
  total.passed += passed;
  total.failed += failed;
  const rest = [skipped > 0 ? `, ${skipped} skipped` : "", flaky > 0 ? `, ${flaky} only at the second try` : ""].join("");
  summary.push(`  ${suite.padEnd(8)} ${passed} passed, ${failed} failed${rest} in ${duration(started)}`);
}

/**
 * @param {string} suite
 * @param {string | undefined} log a file for the output, which otherwise goes to the terminal
 * @returns {Promise<import("./lib/suites.mjs").Outcome>}
 */
async function runSuite(suite, log) {
  switch (suite) {
    case "verify": {
      const code = await show([inRoot("scripts/verify.mjs"), "--without-tests"], { log });
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    }
    case "browser":
      return runPlaywright(["--project=browser", ...filters], await requireBrowser(), log);
    case "hardship": // one file, so one worker and one product
      return runPlaywright(["--project=hardship", "--workers=1", ...filters], await requireBrowser(), log);
    case "int": {
      const redis = findRedis() ?? (await step("Installing redis-server", () => installRedis(inRoot("test-results/logs/redis.log"))));
      if (redis === null) {
        const why = "There is no redis-server here: apt-get install redis-server, brew install redis, or name one in AL_REDIS_SERVER.";
        if (process.env.CI) throw new ToolFailed(why);
        warn(`${why} Tests of the Redis bus are skipped.`);
      }
      return runVitest("int", filters, log);
    }
    default:
      return runVitest(/** @type {"unit" | "int" | "pack"} */ (suite), filters, log);
  }
}
