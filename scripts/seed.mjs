// `npm run seed -- <name>`: sample organisations for the database of DATABASE_URL, or for that of DATA_DIR whether it runs or not.
// `npm run seed -- create-org --name Acme --email you@acme.test`: an organisation of one's own.
// Prints one JSON object; passwords and keys are told the first time only.
import "./lib/node-version.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { complain } from "./lib/progress.mjs";
import { requireDataDir } from "./product/data-dir.mjs";
import { withDatabase } from "./product/database.mjs";
import { explain } from "./product/explain.mjs";
import { runTool } from "./product/run-tool.mjs";
import { readSettings } from "./product/settings.mjs";

const [what = "", ...options] = process.argv.slice(2);
try {
  const settings = readSettings();
  requireDataDir(settings.dataDir);
  await prepareServer(`${settings.dataDir}/logs`);
  const [tool, args] = what === "create-org" ? ["create-org", options] : ["seed", [what, ...options]];
  process.exitCode = await withDatabase(settings, (database, provision) => runTool(tool, args, { settings, database, provision }));
} catch (error) {
  complain(await explain(error));
  process.exitCode = 1;
}
