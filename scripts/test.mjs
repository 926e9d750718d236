// `npm test` runs all tests. `npm test -- unit` or `npm test -- browser approve` runs a part, filtered by file name. The last line is "N
// passed, N failed".
import "./lib/node-version.mjs";
import { requireBrowser } from "./lib/find-browser.mjs";
import { findRedis, installRedis } from "./lib/find-redis.mjs";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { bold, duration, printError, printLine, step, warn } from "./lib/progress.mjs";
import { ToolFailed } from "./lib/run-quietly.mjs";
import { runPlaywright, runVitest, show } from "./lib/suites.mjs";

const SUITES = ["unit", "int", "pack", "install", "browser", "hardship"];
const logDir = inRoot("test-results", "logs");

const args = process.argv.slice(2);
const wanted = args.filter((arg) => arg === "verify" || SUITES.includes(arg));
const filters = args.filter((arg) => !wanted.includes(arg));

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];
try {
  await prepare(logDir);
  for (const suite of wanted.length > 0 ? wanted : SUITES) await run(suite);
} catch (error) {
  printError(error instanceof ToolFailed ? error.message : String(error instanceof Error ? error.stack : error));
  total.failed += 1;
}
printLine("");
for (const line of summary) printLine(line);
printLine(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {string} suite */
async function run(suite) {
  printLine(`\n${bold(suite)}`);
  const started = performance.now();
  const { passed, failed, skipped, flaky = 0 } = await runSuite(suite);
  total.passed += passed;
  total.failed += failed;
  const rest = [skipped > 0 ? `, ${skipped} skipped` : "", flaky > 0 ? `, ${flaky} only at the second try` : ""].join("");
  summary.push(`  ${suite.padEnd(8)} ${passed} passed, ${failed} failed${rest} in ${duration(started)}`);
}

/** @param {string} suite @returns {Promise<import("./lib/suites.mjs").Outcome>} */
async function runSuite(suite) {
  switch (suite) {
    case "verify": {
      const code = await show([inRoot("scripts/verify.mjs"), "--without-tests"]);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    }
    case "browser":
      return runPlaywright(["--project=browser", ...filters], await requireBrowser());
    case "hardship": // one file, so one worker and one product
      return runPlaywright(["--project=hardship", "--workers=1", ...filters], await requireBrowser());
    case "int": {
      const redis = findRedis() ?? (await step("Installing redis-server", () => installRedis(inRoot("test-results/logs/redis.log"))));
      if (redis === null) {
        const why = "There is no redis-server here: apt-get install redis-server, brew install redis, or name one in AL_REDIS_SERVER.";
        if (process.env.CI) throw new ToolFailed(why);
        warn(`${why} Tests of the Redis bus are skipped.`);
      }
      return runVitest("int", filters);
    }
    default:
      return runVitest(/** @type {"unit" | "int" | "pack" | "install"} */ (suite), filters);
  }
}
