import { inRoot } from "../lib/paths.mjs";
import { show } from "../lib/suites.mjs";
import { apiEnvironment } from "./environments.mjs";
import { loadSecrets } from "./secrets.mjs";

/**
 * Runs a tool of the API build in the API's environment.
 * @param {string} tool
 * @param {string[]} args
 * @param {object} on
 * @param {import("./settings.mjs").Settings} on.settings
 * @param {import("./database.mjs").OpenedDatabase} on.database
 * @param {import("./database.mjs").Provision} on.provision
 * @param {boolean} [on.asOwner] the tool gets the address of the database's owner besides
 * @returns {Promise<number>} its exit code
 */
export function runTool(tool, args, { settings, database, provision, asOwner = false }) {
  const secrets = loadSecrets(settings.dataDir, provision);
  const env = apiEnvironment({ settings, address: provision.withoutOwner(database.databaseUrl), kek: database.kek, secrets });
  const owner = asOwner ? { DATABASE_URL: database.databaseUrl } : {};
  return show([inRoot(`apps/api/dist/${tool}.mjs`), ...args], { ...env, ...owner }, { inherit: false });
}
