// `npm start` installs and builds what is missing, then runs the product until Ctrl-C. It needs only Node and npm.
import "./lib/node-version.mjs";

await main();

async function main() {
  const { printError, printLine } = await import("./lib/progress.mjs");
  const { readSettings, SettingError } = await import("./product/settings.mjs");
  const { explain } = await import("./product/explain.mjs");
  try {
    const settings = readSettings();
    const { clearOldRun, findRunning } = await import("./product/run-file.mjs");
    const other = findRunning(settings.dataDir);
    if (other !== null) {
      const state = other.ready ? "is already running" : "is already starting";
      throw new SettingError(
        `AgentLattice ${state} on ${settings.dataDir} (process ${other.pid}).\n  Console  ${other.consoleUrl}\n  API      ${other.apiUrl}\n  Stop it first, or use another DATA_DIR, WEB_PORT and API_PORT.`,
      );
    }
    const { requireDataDir } = await import("./product/data-dir.mjs");
    requireDataDir(settings.dataDir);
    await clearOldRun(settings.dataDir);
    // Checked before the build, which takes minutes in a new clone.
    const { assertPortsFree } = await import("./product/ports.mjs");
    await assertPortsFree(settings);
    printLine("AgentLattice");
    const { prepare } = await import("./lib/prepare.mjs");
    await prepare(`${settings.dataDir}/logs`);
    const { supervise } = await import("./product/supervise.mjs");
    await supervise(settings);
  } catch (error) {
    printError(await explain(error));
    process.exitCode = 1;
  }
}
