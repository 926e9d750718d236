import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** Returns true when node_modules matches the lockfile. Contents are compared, because a fresh checkout has new times. */
export function isInstalled() {
  const wanted = readPackages(inRoot("package-lock.json"));
  const present = readPackages(inRoot("node_modules", ".package-lock.json"));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([name, { version, optional, link }]) => {
    if (name === "" || !name.includes("node_modules/")) return true; // A package of this repository.
    if (present[name] === undefined) return optional === true; // A package for another platform.
    return link === true ? existsSync(inRoot(name)) : present[name].version === version;
  });
}

/** @param {string} logDir */
export function install(logDir) {
  const npm = process.env.npm_execpath;
  const command = npm !== undefined && /npm-cli\.(c?js|mjs)$/.test(npm) ? [process.execPath, npm] : ["npm"];
  // Without --include=dev, NODE_ENV=production would omit the build tools.
  const flags = ["--include=dev", "--prefer-offline", "--no-audit", "--no-fund"];
  // npm before version 11 runs the scripts of every package, and Prisma's would download an unused engine.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_SKIP_POSTINSTALL_GENERATE: "1" };
  return runQuietly([...command, "ci", ...flags], { log: path.join(logDir, "install.log"), env });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | null}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : null;
}
