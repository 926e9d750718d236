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

/**
 * Prepares a clone without the console and the tools, which seeding does not need. An installation that was built before (`--built`), such
 * as a container image, needs neither npm nor a compiler.
 * @param {string[]} args arguments of the command
 * @param {string} logDir
 * @returns {Promise<string[]>} the other arguments
 */
export async function prepareServer(args, logDir) {
  if (!args.includes("--built")) {
    await installMissing(logDir);
    await buildServer(logDir);
  }
  return args.filter((arg) => arg !== "--built");
}

/** @param {string} logDir */
async function installMissing(logDir) {
  if (!isInstalled()) await step("Installing dependencies (a minute the first time)", () => install(logDir));
}
