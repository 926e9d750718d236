import { inRoot } from "../lib/paths.mjs";
import { step, warn } from "../lib/progress.mjs";
import { findRunning } from "./run-file.mjs";

/** @typedef {import("../../packages/db/src/provision/index.ts")} Provision */
/** @typedef {{ databaseUrl: string, kek: Uint8Array }} OpenedDatabase */

/** @returns {Promise<Provision>} */
export const loadProvision = () => import(new URL("../../packages/db/dist/provision.mjs", import.meta.url).href);

/**
 * Opens a migrated database: the one of DATABASE_URL, or an embedded Postgres that `startServer` starts and its caller stops.
 * @param {import("./settings.mjs").Settings} settings
 * @param {Provision} provision
 * @param {() => Promise<{ databaseUrl: string }>} startServer
 * @returns {Promise<OpenedDatabase>}
 */
export async function openDatabase({ dataDir, databaseUrl }, provision, startServer) {
  provision.makePrivateDir(dataDir);
  const isSetUp = () => (databaseUrl === undefined ? provision.hasCluster(dataDir) : provision.isSetUp(databaseUrl));
  const { kek, file, created } = await provision.provideKek({ env: process.env, dataDir }, isSetUp);
  const url = databaseUrl ?? (await step("Starting Postgres", startServer)).databaseUrl;
  if (created && databaseUrl !== undefined) {
    warn(`A new key-encryption key was made: ${file}`);
    warn("Back it up now. Without it nothing in this database can be decrypted, signed or signed in to. Or set AL_KEK yourself.");
  }
  await migrate(provision, url, kek);
  return { databaseUrl: url, kek };
}

/**
 * Runs a function with the database of DATABASE_URL or DATA_DIR. A stopped database is started and stopped again.
 * @param {import("./settings.mjs").Settings} settings
 * @param {(database: OpenedDatabase, provision: Provision) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDatabase(settings, work) {
  const provision = await loadProvision();
  const running = settings.databaseUrl === undefined && findRunning(settings.dataDir) !== null;
  const databaseUrl = running ? (provision.embeddedDatabaseUrl(settings.dataDir) ?? undefined) : settings.databaseUrl;
  /** @type {{ databaseUrl: string, stop: () => Promise<void> } | undefined} */
  let server;
  const start = async () => {
    server = await provision.startEmbeddedPostgres({ dataDir: settings.dataDir });
    return server;
  };
  try {
    return await work(await openDatabase({ ...settings, databaseUrl }, provision, start), provision);
  } finally {
    await server?.stop();
  }
}

/**
 * @param {Provision} provision
 * @param {string} databaseUrl
 * @param {Uint8Array} kek
 */
async function migrate(provision, databaseUrl, kek) {
  const roleSuffix = process.env.AL_ROLE_SUFFIX ?? "";
  const work = () => provision.migrate({ databaseUrl, kek, migrationsDir: inRoot("prisma/migrations"), roleSuffix });
  const { applied, warnings } = await step("Migrating the database", work);
  for (const text of warnings) warn(text);
  return applied;
}
