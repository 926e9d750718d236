// `npm run restore`: after a database was restored on purpose, begins a new generation of each ledger that is shorter than what was signed
// on this machine. `-- org_…`: of that organisation's, whatever was signed. The API must not run meanwhile. Prints one JSON object per ledger.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { complain } from "./lib/progress.mjs";
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
  await prepareServer(`${settings.dataDir}/logs`);
  process.exitCode = await withDatabase(settings, (database, provision) =>
    runTool("restore", process.argv.slice(2), { settings, database, provision, asOwner: true }),
  );
} catch (error) {
  complain(await explain(error));
  process.exitCode = 1;
}
