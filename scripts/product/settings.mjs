import path from "node:path";
import { root } from "../lib/paths.mjs";

/**
 * @typedef {object} Settings
 * @property {string} dataDir absolute
 * @property {number} webPort
 * @property {number} apiPort
 * @property {string} consoleUrl
 * @property {string} apiUrl
 * @property {string | undefined} databaseUrl a Postgres of the user's own
 * @property {string} seed what is there to try: demo, two-orgs or busy
 */

/** Reads the settings from the environment. @returns {Settings} */
export function readSettings(env = process.env) {
  const webPort = readPort(env, "WEB_PORT", 3000);
  const apiPort = readPort(env, "API_PORT", 4000);
  if (webPort === apiPort) throw new SettingError(`WEB_PORT and API_PORT are both ${webPort}; they must differ.`);
  return {
    dataDir: path.resolve(root, env.DATA_DIR || ".agentlattice"),
    webPort,
    apiPort,
    consoleUrl: `http://localhost:${webPort}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    databaseUrl: env.DATABASE_URL || undefined,
    seed: readSeed(env.AL_SEED || "demo"),
  };
}

export class SettingError extends Error {}

const SEEDS = ["demo", "two-orgs", "busy"];

/** @param {string} name */
function readSeed(name) {
  if (SEEDS.includes(name)) return name;
  throw new SettingError(`AL_SEED must be one of ${SEEDS.join(", ")}, not "${name}".`);
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {number} fallback */
function readPort(env, name, fallback) {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new SettingError(`${name} must be a port between 1 and 65535, not "${text}".`);
}
