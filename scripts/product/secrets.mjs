import { randomBytes } from "node:crypto";
import path from "node:path";

/** @typedef {{ NEXTAUTH_SECRET: string, AL_PROXY_SECRET: string }} Secrets */

/**
 * Reads the secrets that the console and the API share. They are created once with mode 0600. The environment takes precedence.
 * @param {string} dataDir
 * @param {Pick<import("./database.mjs").Provision, "readPrivateJson" | "writePrivateFile">} files
 * @returns {Secrets}
 */
export function loadSecrets(dataDir, { readPrivateJson, writePrivateFile }, env = process.env) {
  const file = path.join(dataDir, "secrets.json");
  const kept = readPrivateJson(file, "remove it and start again. People have to sign in once more, nothing else is lost.") ?? {};
  const all = { NEXTAUTH_SECRET: textOr(kept.NEXTAUTH_SECRET), AL_PROXY_SECRET: textOr(kept.AL_PROXY_SECRET) };
  if (JSON.stringify(kept) !== JSON.stringify(all)) writePrivateFile(file, JSON.stringify(all));
  return { NEXTAUTH_SECRET: env.NEXTAUTH_SECRET || all.NEXTAUTH_SECRET, AL_PROXY_SECRET: env.AL_PROXY_SECRET || all.AL_PROXY_SECRET };
}

/** @param {unknown} kept */
const textOr = (kept) => (typeof kept === "string" && kept.length >= 32 ? kept : randomBytes(32).toString("base64url"));
