import { buildServer, buildStale } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { step } from "./progress.mjs";

/**
 * Prepares a clone: dependencies, generated code, builds. Skips what exists.
 * @param {string} logDir
 */
export async function prepare(logDir) {
  await installMissing(logDir);
  await buildStale(logDir);
}

/** Prepares a clone without the console and the tools, which seeding does not need. @param {string} logDir */
export async function prepareServer(logDir) {
  await installMissing(logDir);
  await buildServer(logDir);
}

/** @param {string} logDir */
async function installMissing(logDir) {
  if (!isInstalled()) await step("Installing dependencies (a minute the first time)", () => install(logDir));
}
