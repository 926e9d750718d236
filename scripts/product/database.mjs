import { inRoot } from "../lib/paths.mjs";
import { step, warn } from "../lib/progress.mjs";
import { keepPostgres } from "./keep-postgres.mjs";

/** @typedef {import("../../packages/db/src/provision/index.ts")} Provision */

/** @returns {Promise<Provision>} */
export const loadProvision = () => import(new URL("../../packages/db/dist/provision.mjs", import.meta.url).href);

/**
 * A migrated database: the user's own, or a Postgres of ours that the caller must stop.
 * @param {import("./settings.mjs").Settings} settings
 * @param {Provision} provision
 * @param {object} on
 * @param {(server: { stop: () => Promise<void> }) => void} on.server
 * @param {(message: string) => void} on.crash
 * @param {(message: string) => void} on.giveUp
 * @returns {Promise<{ databaseUrl: string, kek: Uint8Array }>}
 */
export async function openDatabase({ dataDir, databaseUrl }, provision, on) {
  provision.makePrivateDir(dataDir);
  const { kek, file, created } = provision.loadKek({ env: process.env, dataDir });
  let url = databaseUrl;
  if (url === undefined) {
    const start = () => provision.startEmbeddedPostgres({ dataDir });
    const server = await step("Starting Postgres", () => keepPostgres({ start, onCrash: on.crash, onGiveUp: on.giveUp }));
    on.server(server);
    url = server.databaseUrl;
  } else if (created) {
    warn(`A new key-encryption key was made: ${file}`);
    warn("Back it up now. Without it nothing in this database can be decrypted, signed or signed in to. Or set AL_KEK yourself.");
  }
  await migrate(provision, url, kek);
  return { databaseUrl: url, kek };
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
