import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { runQuietly } from "./run-quietly.mjs";

/** Returns true when packages can be installed without confirmation. */
export function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  try {
    execFileSync("apt-get", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export function isUbuntu() {
  return /^ID=ubuntu$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** @param {string} name @param {string} log */
export async function installPackage(name, log) {
  await runQuietly(["apt-get", "update"], { log: `${log}.update` });
  // Packages must not start a service, which would use a port. The tests start their own.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await runQuietly(["apt-get", "install", "-y", "--no-install-recommends", name], { log, env });
}
