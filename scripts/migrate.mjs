// `npm run migrate` migrates the database of DATABASE_URL, or that of DATA_DIR, whether it runs or not. `--built` (container images)
// skips installation and build.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { printError, printLine } from "./lib/progress.mjs";
import { requireDataDir } from "./product/data-dir.mjs";
import { withDatabase } from "./product/database.mjs";
import { explain } from "./product/explain.mjs";
import { readSettings } from "./product/settings.mjs";

try {
  const settings = readSettings();
  requireDataDir(settings.dataDir);
  await prepareServer(process.argv.slice(2), `${settings.dataDir}/logs`);
  await withDatabase(settings, async () => printLine("The database is up to date."));
} catch (error) {
  printError(await explain(error));
  process.exitCode = 1;
}
