import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { installPackage, isDebianRoot, isUbuntu } from "./debian.mjs";
import { inRoot } from "./paths.mjs";
import { step } from "./progress.mjs";
import { runQuietly, ToolFailed } from "./run-quietly.mjs";

/** The headless shell comes first: it needs a third less processor time than Chromium with its user interface. */
const HEADLESS_SHELL = "chromium-headless-shell";
const NAMES = [HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** Finds a Chromium for the browser tests: on this machine, else Playwright's own. @returns {string | null} */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = [process.env.AL_BROWSER ?? "", ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...MAC];
  return candidates.find((file) => file !== "" && isExecutable(file)) ?? playwrightsOwn();
}

/** Finds a browser. Installs one where that is possible and there is none, or where CI has only a slower one. @returns {Promise<string>} @throws {ToolFailed} */
export async function requireBrowser() {
  const found = findBrowser();
  const good = found !== null && (process.env.CI === undefined || !installsPackages() || found.endsWith(HEADLESS_SHELL));
  const browser = good ? found : await step("Installing a browser", () => installBrowser(inRoot("test-results/logs/browser.log")));
  if (browser !== null) return browser;
  throw new ToolFailed(
    "The browser tests need Chromium. Install chromium or google-chrome (or: npx playwright install chromium), or name one in AL_BROWSER.",
  );
}

/** Installs a browser when no confirmation is needed. @param {string} log @returns {Promise<string | null>} */
async function installBrowser(log) {
  if (installsPackages())
    await installPackage(HEADLESS_SHELL, log)
      .catch(() => findBrowser() ?? installPackage("chromium", log))
      .catch(() => {}); // Playwright's own is tried next
  if (findBrowser() === null) {
    const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
    await runQuietly([process.execPath, cli, "install", "chromium"], { log: `${log}.playwright` }).catch(() => {});
  }
  return findBrowser();
}

/** Returns true where packages install without a prompt. Ubuntu's chromium only forwards to a snap, which does not run in containers. */
function installsPackages() {
  return isDebianRoot() && !isUbuntu();
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

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
