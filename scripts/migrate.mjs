// `npm run migrate`: brings the database of DATABASE_URL up to date, or that of a stopped DATA_DIR.
// `--built` (container images): everything is in place, nothing is installed or built.
import "./lib/node-version.mjs";
import { prepare } from "./lib/prepare.mjs";
import { complain, say } from "./lib/progress.mjs";
import { loadProvision, openDatabase } from "./product/database.mjs";
import { readSettings } from "./product/settings.mjs";

/** @type {{ stop: () => Promise<void> } | undefined} */
let server;
try {
  const settings = readSettings();
  if (!process.argv.includes("--built")) await prepare(`${settings.dataDir}/logs`);
  await openDatabase(settings, await loadProvision(), (started) => {
    server = started;
  });
  say("The database is up to date.");
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await server?.stop();
}
