// `npm run seed -- <name>` creates sample organisations in the database of DATABASE_URL or DATA_DIR, whether it runs or not. `npm run
// seed -- create-org --name Acme --email you@acme.test` creates your own organisation. Prints one JSON object; passwords and keys are
// printed only the first time. `--built` (container images) skips installation and build.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { printError } from "./lib/progress.mjs";
import { requireDataDir } from "./product/data-dir.mjs";
import { withDatabase } from "./product/database.mjs";
import { explain } from "./product/explain.mjs";
import { runTool } from "./product/run-tool.mjs";
import { readSettings } from "./product/settings.mjs";

try {
  const settings = readSettings();
  requireDataDir(settings.dataDir);
  const [what = "", ...options] = await prepareServer(process.argv.slice(2), `${settings.dataDir}/logs`);
  const [tool, args] = what === "create-org" ? ["create-org", options] : ["seed", [what, ...options]];
  process.exitCode = await withDatabase(settings, (database, provision) => runTool(tool, args, { settings, database, provision }));
} catch (error) {
  printError(await explain(error));
  process.exitCode = 1;
}
