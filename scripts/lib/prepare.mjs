import { buildStale } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { step } from "./progress.mjs";

/**
 * Makes a clone runnable: dependencies, generated code, builds. Does only what is missing.
 * @param {string} logDir
 */
export async function prepare(logDir) {
  if (!isInstalled()) await step("Installing dependencies (a minute the first time)", () => install(logDir));
  await buildStale(logDir);
}
