// `npm run seed -- <name>`: sample organisations for the database of DATABASE_URL, or for that of DATA_DIR whether it runs or not.
// Prints one JSON object; passwords and keys are told the first time only.
import "./lib/node-version.mjs";
import { inRoot } from "./lib/paths.mjs";
import { prepareServer } from "./lib/prepare.mjs";
import { complain } from "./lib/progress.mjs";
import { show } from "./lib/suites.mjs";
import { loadProvision, openDatabase } from "./product/database.mjs";
import { apiEnvironment } from "./product/environments.mjs";
import { findRunning } from "./product/run-file.mjs";
import { loadSecrets } from "./product/secrets.mjs";
import { readSettings } from "./product/settings.mjs";

/** @type {{ stop: () => Promise<void> } | undefined} */
let server;
try {
  const settings = readSettings();
  await prepareServer(`${settings.dataDir}/logs`);
  const provision = await loadProvision();
  const running = settings.databaseUrl === undefined && findRunning(settings.dataDir) !== null;
  const databaseUrl = running ? (provision.embeddedDatabaseUrl(settings.dataDir) ?? undefined) : settings.databaseUrl;
  const database = await openDatabase({ ...settings, databaseUrl }, provision, (started) => {
    server = started;
  });
  const secrets = loadSecrets(settings.dataDir, provision.writePrivateFile);
  process.exitCode = await show(
    [inRoot("apps/api/dist/seed.mjs"), ...process.argv.slice(2)],
    apiEnvironment({ settings, ...database, secrets }),
  );
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await server?.stop();
}
