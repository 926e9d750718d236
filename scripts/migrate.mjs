// `npm run migrate`: brings the database of DATABASE_URL up to date, or that of DATA_DIR whether it runs or not.
// `--built` (container images): everything is in place, nothing is installed or built.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { complain, say } from "./lib/progress.mjs";
import { requireDataDir } from "./product/data-dir.mjs";
import { withDatabase } from "./product/database.mjs";
import { explain } from "./product/explain.mjs";
import { readSettings } from "./product/settings.mjs";

try {
  const settings = readSettings();
  requireDataDir(settings.dataDir);
  if (!process.argv.includes("--built")) await prepareServer(`${settings.dataDir}/logs`);
  await withDatabase(settings, async () => say("The database is up to date."));
} catch (error) {
  complain(await explain(error));
  process.exitCode = 1;
}
