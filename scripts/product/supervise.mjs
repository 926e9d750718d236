import path from "node:path";
import { inRoot } from "../lib/paths.mjs";
import { complain, say, step, warn } from "../lib/progress.mjs";
import { tail } from "../lib/run-quietly.mjs";
import { announce } from "./announce.mjs";
import { loadProvision, openDatabase } from "./database.mjs";
import { assertPortsFree } from "./ports.mjs";
import { watchNpm } from "./processes.mjs";
import { clearOldRun, removeRun, writeRun } from "./run-file.mjs";
import { loadSecrets } from "./secrets.mjs";
import { seedDemo } from "./seed-demo.mjs";
import { startService } from "./service.mjs";

/**
 * Starts the built product and keeps it running until it is told to stop. Ends the process.
 * @param {import("./settings.mjs").Settings} settings
 */
export async function supervise(settings) {
  const { dataDir, apiUrl, consoleUrl } = settings;
  /** @type {{ name: string, stop: () => Promise<void>, kill: () => void, pid: () => number | undefined }[]} in starting order */
  const running = [];
  let stopping = false;
  let ready = false;

  const note = () => writeRun(dataDir, { pid: process.pid, consoleUrl, apiUrl, ready, children: running.flatMap(({ pid }) => pid() ?? []) });

  /** @param {number} code */
  async function stopAll(code) {
    if (stopping) return;
    stopping = true;
    for (const part of running.toReversed()) await step(`Stopping ${part.name}`, () => part.stop()).catch(() => part.kill());
    removeRun(dataDir);
    process.exit(code);
  }
  /** @param {unknown} error */
  function fail(error) {
    if (stopping) return;
    complain(error instanceof Error ? error.message : String(error));
    void stopAll(1);
  }
  listenForSignals(() => stopAll(0), () => {
    for (const part of running) part.kill();
    removeRun(dataDir);
    process.exit(130);
  });

  /** @param {string} name @param {string[]} command @param {NodeJS.ProcessEnv} env */
  function launch(name, command, env) {
    const service = startService({
      name,
      command,
      env,
      logDir: path.join(dataDir, "logs"),
      onCrash: (message) => warn(`${message}\n  Starting it again.`),
      onGiveUp: fail,
      onStarted: note,
    });
    running.push({ ...service, name: `the ${name}` });
    note();
    return service;
  }

  try {
    await clearOldRun(dataDir);
    await assertPortsFree(settings, 0);
    const provision = await loadProvision();
    const { databaseUrl, kek } = await openDatabase(settings, provision, (server) => {
      running.push({ name: "Postgres", stop: server.stop, kill: () => void server.stop(), pid: () => undefined });
      void server.exited.then(() => fail(`Postgres ended unexpectedly. Its last words:\n${tail(server.logFile, 8)}\n    Log: ${server.logFile}`));
      note();
    });
    const secrets = loadSecrets(dataDir, provision.writePrivateFile);
    const env = environments({ settings, databaseUrl, kek, secrets });
    const demo = settings.databaseUrl === undefined
      ? await step("Preparing the demo organisation", () => seedDemo({ settings, env: env.api, writePrivateFile: provision.writePrivateFile }))
      : null;
    const api = launch("API", [inRoot("apps/api/dist/server.mjs")], env.api);
    const web = launch("console", [inRoot("scripts/product/console-process.mjs"), inRoot("apps/web/.next/standalone/apps/web/server.js")], env.web);
    await step("Starting the API", () => api.ready(`${apiUrl}/ready`));
    await step("Starting the console", () => web.ready(`http://127.0.0.1:${settings.webPort}/`));
    if (stopping) return;
    ready = true;
    note();
    announce(settings, demo);
  } catch (error) {
    fail(error);
  }
}

/**
 * The first signal stops in order, a later one at once. npm repeats the terminal's Ctrl-C: what follows within a second is the same one.
 * @param {() => void} stop
 * @param {() => void} force
 */
function listenForSignals(stop, force) {
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = Date.now();
      say("");
      stop();
    } else if (Date.now() - first > 1000) force();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, onSignal);
  watchNpm(onSignal);
}

/**
 * What each process gets. The console never sees the database or the key-encryption key.
 * @param {{ settings: import("./settings.mjs").Settings, databaseUrl: string, kek: Uint8Array, secrets: Record<string, string> }} options
 */
function environments({ settings, databaseUrl, kek, secrets }) {
  const { DATABASE_URL: _url, AL_KEK: _kek, ...shared } = process.env;
  const base = { ...shared, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", AL_PROXY_SECRET: secrets.AL_PROXY_SECRET };
  return {
    api: {
      ...base,
      DATABASE_URL: databaseUrl,
      AL_KEK: Buffer.from(kek).toString("base64"),
      DATA_DIR: settings.dataDir,
      API_PORT: String(settings.apiPort),
      API_HOST: process.env.API_HOST || "127.0.0.1",
      AL_CONSOLE_URL: process.env.AL_CONSOLE_URL || settings.consoleUrl,
    },
    web: {
      ...base,
      PORT: String(settings.webPort),
      HOSTNAME: "127.0.0.1",
      AL_API_URL: settings.apiUrl,
      NEXTAUTH_URL: process.env.NEXTAUTH_URL || settings.consoleUrl,
      NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET,
    },
  };
}
