import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * What the console and the API share, made once and kept with mode 0600. The environment wins.
 * @param {string} dataDir
 * @param {(file: string, content: string) => void} writePrivateFile
 * @returns {{ NEXTAUTH_SECRET: string, AL_PROXY_SECRET: string }}
 */
export function loadSecrets(dataDir, writePrivateFile, env = process.env) {
  const file = path.join(dataDir, "secrets.json");
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const secret = () => randomBytes(32).toString("base64url");
  const all = { NEXTAUTH_SECRET: kept.NEXTAUTH_SECRET ?? secret(), AL_PROXY_SECRET: kept.AL_PROXY_SECRET ?? secret() };
  if (JSON.stringify(kept) !== JSON.stringify(all)) writePrivateFile(file, JSON.stringify(all));
  return { NEXTAUTH_SECRET: env.NEXTAUTH_SECRET || all.NEXTAUTH_SECRET, AL_PROXY_SECRET: env.AL_PROXY_SECRET || all.AL_PROXY_SECRET };
}
