// `npm run restore` starts a new generation of each ledger that is shorter than its last signed head on this machine, after a database
// was restored on purpose. `-- org_…` does so for one organisation in any case. The API must be stopped. Prints one JSON object per
// ledger. `--built` (container images) skips installation and build.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { printError } from "./lib/progress.mjs";
import { requireDataDir } from "./product/data-dir.mjs";
import { withDatabase } from "./product/database.mjs";
import { explain } from "./product/explain.mjs";
import { findRunning } from "./product/run-file.mjs";
import { runTool } from "./product/run-tool.mjs";
import { readSettings, SettingError } from "./product/settings.mjs";

try {
  const settings = readSettings();
  requireDataDir(settings.dataDir);
  const running = findRunning(settings.dataDir);
  if (running !== null) throw new SettingError(`AgentLattice is running on ${settings.dataDir} (process ${running.pid}). Stop it first.`);
  const organisations = await prepareServer(process.argv.slice(2), `${settings.dataDir}/logs`);
  process.exitCode = await withDatabase(settings, (database, provision) =>
    runTool("restore", organisations, { settings, database, provision, asOwner: true }),
  );
} catch (error) {
  printError(await explain(error));
  process.exitCode = 1;
}
