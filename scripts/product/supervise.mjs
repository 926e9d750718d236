import path from "node:path";
import { inRoot } from "../lib/paths.mjs";
import { printError, printLine, step, warn } from "../lib/progress.mjs";
import { announce } from "./announce.mjs";
import { loadProvision, openDatabase } from "./database.mjs";
import { apiEnvironment, consoleEnvironment } from "./environments.mjs";
import { explain } from "./explain.mjs";
import { watchNpm } from "./processes.mjs";
import { removeRun, writeRun } from "./run-file.mjs";
import { loadSecrets } from "./secrets.mjs";
import { seedDemo } from "./seed-demo.mjs";
import { startService } from "./service.mjs";
import { supervisePostgres } from "./supervise-postgres.mjs";

const API = [inRoot("apps/api/dist/server.mjs")];
const CONSOLE = [inRoot("scripts/product/console-process.mjs"), inRoot("apps/web/.next/standalone/apps/web/server.js")];
/** Codes with which the console is usable: people must be able to sign in and see the problem with their ledger. */
const UNSIGNED = new Set(["LEDGER_DIVERGED", "SIGNER_STATE_INVALID"]);
const STOP_ORDER = ["the console", "the API", "Postgres"];

/**
 * Starts the built product and keeps it running until a signal stops it. Exits the process.
 * @param {import("./settings.mjs").Settings} settings
 */
export async function supervise(settings) {
  const { dataDir, apiUrl, consoleUrl } = settings;
  /** @type {{ name: string, stop: () => Promise<void>, kill: () => void, pid: () => number | undefined }[]} */
  const running = [];
  let stopping = false;
  let ready = false;

  let noted = false;
  /** Updates `run.json`. A disk that fills up later must not stop the product. */
  async function note() {
    try {
      writeRun(dataDir, { pid: process.pid, consoleUrl, apiUrl, ready, children: running.flatMap(({ pid }) => pid() ?? []) });
      noted = true;
    } catch (error) {
      if (!noted) fail(error);
      else warn(await explain(error));
    }
  }

  /** @param {number} code */
  async function stopAll(code) {
    if (stopping) return;
    stopping = true;
    for (const part of running.toSorted((a, b) => STOP_ORDER.indexOf(a.name) - STOP_ORDER.indexOf(b.name)))
      await step(`Stopping ${part.name}`, () => part.stop()).catch(() => part.kill());
    try {
      removeRun(dataDir);
    } finally {
      process.exit(code);
    }
  }
  /** @param {unknown} error */
  async function fail(error) {
    if (stopping) return;
    printError(typeof error === "string" ? error : await explain(error));
    await stopAll(1);
  }
  // A closed terminal or a full disk under the log must not stop the supervisor, which would leave its children running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  listenForSignals(
    () => stopAll(0),
    () => {
      for (const part of running) part.kill();
      removeRun(dataDir);
      process.exit(130);
    },
  );

  /** @param {string} message */
  const restarting = (message) => warn(`${message}\n  Starting it again.`);

  /** @param {string} name @param {string[]} command @param {NodeJS.ProcessEnv} env */
  function launch(name, command, env) {
    const service = startService({
      name,
      command,
      env,
      logDir: path.join(dataDir, "logs"),
      onCrash: restarting,
      onGiveUp: fail,
      onStarted: note,
    });
    running.push({ ...service, name: `the ${name}` });
    note();
    return service;
  }

  try {
    const provision = await loadProvision();
    provision.makePrivateDir(path.join(dataDir, "logs"));
    const secrets = loadSecrets(dataDir, provision);
    // The console needs no database, so it starts at the same time.
    const web = launch("console", CONSOLE, consoleEnvironment(settings, secrets));
    const { databaseUrl, kek } = await openDatabase(settings, provision, async () => {
      const start = () => provision.startEmbeddedPostgres({ dataDir });
      const server = await supervisePostgres({ start, onCrash: restarting, onGiveUp: fail });
      running.push({ name: "Postgres", stop: server.stop, kill: () => void server.stop(), pid: () => undefined });
      note();
      return server;
    });
    const env = apiEnvironment({ settings, address: provision.withoutOwner(databaseUrl), kek, secrets });
    const seed = () => seedDemo({ settings, env, files: provision });
    const demo = settings.databaseUrl === undefined ? await step("Preparing the demo organisation", seed) : null;
    const api = launch("API", API, env);
    const problem = await step("Starting the API", () => api.ready(`${apiUrl}/ready`, UNSIGNED));
    await step("Starting the console", () => web.ready(`http://127.0.0.1:${settings.webPort}/`));
    if (stopping) return;
    ready = true;
    note();
    announce(settings, demo);
    if (problem !== null) printError(`Nothing is decided. ${problem}`);
  } catch (error) {
    await fail(error);
  }
}

/**
 * The first signal stops in order, a later one at once. npm repeats the terminal's Ctrl-C, so a second signal within a second is ignored.
 * @param {() => void} stop
 * @param {() => void} force
 */
function listenForSignals(stop, force) {
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = Date.now();
      printLine("");
      stop();
    } else if (Date.now() - first > 1000) force();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, onSignal);
  watchNpm(onSignal);
}
