import { buildServer, buildStale } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { step } from "./progress.mjs";

/**
 * Makes a clone runnable: dependencies, generated code, builds. Does only what is missing.
 * @param {string} logDir
 */
export async function prepare(logDir) {
  await installMissing(logDir);
  await buildStale(logDir);
}

/** As `prepare`, without what a running product serves from: neither the console nor the tools are needed to seed. @param {string} logDir */
export async function prepareServer(logDir) {
  await installMissing(logDir);
  await buildServer(logDir);
}

/** @param {string} logDir */
async function installMissing(logDir) {
  if (!isInstalled()) await step("Installing dependencies (a minute the first time)", () => install(logDir));
}
