// `npm run seed -- demo`, `-- two-orgs`: sample organisations. `-- create-org --name "Acme" --email you@acme.test`: a real one.
// Works on the database of DATABASE_URL, or on that of a stopped DATA_DIR. Prints one JSON object; secrets in it are told once.
import "./lib/node-version.mjs";
import { spawnSync } from "node:child_process";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { complain } from "./lib/progress.mjs";
import { loadProvision, openDatabase } from "./product/database.mjs";
import { readSettings } from "./product/settings.mjs";

const [command = "", ...args] = process.argv.slice(2);
/** @type {{ stop: () => Promise<void> } | undefined} */
let server;
try {
  const settings = readSettings();
  await prepare(`${settings.dataDir}/logs`);
  const { databaseUrl } = await openDatabase(settings, await loadProvision(), (started) => {
    server = started;
  });
  const program =
    command === "create-org" ? [inRoot("apps/api/dist/create-org.mjs"), ...args] : [inRoot("apps/api/dist/seed.mjs"), command];
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: settings.dataDir };
  process.exitCode = spawnSync(process.execPath, program, { env, stdio: "inherit" }).status ?? 1;
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await server?.stop();
}
