import { accessSync, constants } from "node:fs";
import path from "node:path";
import { installPackage, isDebianRoot } from "./debian.mjs";

/** Finds a redis-server for the integration tests. @returns {string | null} */
export function findRedis() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = [process.env.AL_REDIS_SERVER ?? "", ...folders.map((folder) => path.join(folder, "redis-server"))];
  return candidates.find((file) => file !== "" && isExecutable(file)) ?? null;
}

/** Installs Redis when no confirmation is needed. @param {string} log @returns {Promise<string | null>} */
export async function installRedis(log) {
  if (isDebianRoot()) await installPackage("redis-server", log).catch(() => {}); // The caller reports it with the remedy.
  return findRedis();
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
