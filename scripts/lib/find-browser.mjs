import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { runQuietly } from "./run-quietly.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** A Chromium for the browser tests: this machine's, else Playwright's own. @returns {string | null} */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = [process.env.AL_BROWSER ?? "", ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...MAC];
  return candidates.find((file) => file !== "" && isExecutable(file)) ?? playwrightsOwn();
}

/** Installs one where that needs nobody's help. @param {string} log @returns {Promise<string | null>} */
export async function installBrowser(log) {
  if (isDebianRoot()) {
    try {
      await runQuietly(["apt-get", "update"], { log: `${log}.update` });
      const env = { DEBIAN_FRONTEND: "noninteractive" };
      await runQuietly(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], { log, env });
    } catch {
      // Playwright's own is tried next
    }
  }
  if (findBrowser() === null) {
    const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
    await runQuietly([process.execPath, cli, "install", "chromium"], { log: `${log}.playwright` }).catch(() => {});
  }
  return findBrowser();
}

function playwrightsOwn() {
  try {
    const { chromium } = createRequire(import.meta.url)("@playwright/test");
    const file = chromium.executablePath();
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  try {
    // Ubuntu's package only forwards to a snap, which does not run in containers.
    if (/^ID=ubuntu$/m.test(readFileSync("/etc/os-release", "utf8"))) return false;
    execFileSync("apt-get", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
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
