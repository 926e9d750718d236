import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { inRoot } from "../lib/paths.mjs";
import { warn } from "../lib/progress.mjs";

/** @typedef {{ [name: string]: any }} Credentials */

/**
 * Creates the missing organisations of a seed and writes `$DATA_DIR/demo.json`. The seed prints password and keys only once (the database
 * stores hashes), so earlier values are kept.
 * @param {object} options
 * @param {import("./settings.mjs").Settings} options.settings
 * @param {NodeJS.ProcessEnv} options.env
 * @param {Pick<import("./database.mjs").Provision, "readPrivateJson" | "writePrivateFile">} options.files
 * @returns {Promise<Credentials>}
 */
export async function seedDemo({ settings, env, files: { readPrivateJson, writePrivateFile } }) {
  const credentialsFile = path.join(settings.dataDir, "demo-credentials.json");
  const kept =
    readPrivateJson(credentialsFile, "restore it from a backup, or remove it and start again without the demo's password.") ?? {};
  const credentials = mergeCredentials(kept, await runSeed(env, settings.seed));
  if (credentials.password === undefined || credentials.agent_api_key === undefined) {
    warn(
      `The demo's password and keys are printed only once, and ${credentialsFile} does not contain them. To start over, remove ${settings.dataDir}.`,
    );
  }
  writePrivateFile(credentialsFile, JSON.stringify(credentials, null, 2));
  const demo = { console_url: settings.consoleUrl, api_url: settings.apiUrl, ...credentials };
  writePrivateFile(path.join(settings.dataDir, "demo.json"), `${JSON.stringify(demo, null, 2)}\n`);
  return demo;
}

/**
 * Merges earlier and new credentials: texts, and organisations besides the demo's under their names.
 * @param {Record<string, any>} kept
 * @param {Record<string, unknown>} printed
 * @returns {Credentials}
 */
function mergeCredentials(kept, printed) {
  const credentials = { ...kept };
  for (const [name, value] of Object.entries(printed)) {
    if (typeof value === "string") credentials[name] = value;
    else if (typeof value === "object" && value !== null) credentials[name] = mergeCredentials(kept[name] ?? {}, { ...value });
  }
  return credentials;
}

/** @param {NodeJS.ProcessEnv} env @param {string} seed @returns {Promise<Record<string, unknown>>} */
async function runSeed(env, seed) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [inRoot("apps/api/dist/seed.mjs"), seed], { env });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  } catch (error) {
    const { stderr, message } = /** @type {Error & { stderr?: string }} */ (error);
    throw new Error(`The demo organisation could not be made:\n${(stderr || message).trim().split("\n").slice(-12).join("\n")}`);
  }
}
