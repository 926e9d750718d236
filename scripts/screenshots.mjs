// `npm run screenshots` writes a screenshot of every console page, light and dark, 1440 and 390 px wide, to test-results/screenshots.
import "./lib/node-version.mjs";
import { requireBrowser } from "./lib/find-browser.mjs";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { printError, printLine } from "./lib/progress.mjs";
import { runPlaywright } from "./lib/suites.mjs";

try {
  await prepare(inRoot("test-results/logs"));
  const { failed } = await runPlaywright(["--project=screenshots"], await requireBrowser());
  if (failed === 0) printLine(`The pictures are in ${inRoot("test-results/screenshots")}`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  printError(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
