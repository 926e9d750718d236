import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { explainFileError, loadKek, roleUrls } from "@agentlattice/db/provision";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import { passwordEstimator } from "./auth/password-policy.ts";
import { startDispatcher } from "./channels/outbox/dispatcher.ts";
import { createDeps } from "./create-deps.ts";
import { readEnv } from "./env.ts";
import { createLog } from "./http/log.ts";
import { serveMetrics } from "./metrics/serve-metrics.ts";
import { startHousekeeper } from "./sweep/housekeeper.ts";
import { startSweeper } from "./sweep/sweeper.ts";

/**
 * Makes V8 collect garbage when the heap has grown by a tenth since the last collection. By default it may grow several times over, and the
 * memory is not given back: opening 10,000 streams then takes 250 MB more.
 */
const HEAP_GROWTH = "--heap-growing-percent=10";

/**
 * Number of new connections that the operating system keeps until they are accepted (Linux caps it by net.core.somaxconn). With Node's default
 * of 511, a flood of connections makes the system drop those of other clients, which try again after 1, 2, 4 and 8 s.
 */
const LISTEN_BACKLOG = 4_096;

/** Starts the API: reads the environment, opens dependencies, listens, and stops in order on a signal. */
async function main(): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const env = readEnv(process.env);
  const log = createLog(env.AL_LOG_LEVEL);
  const kek = loadKek({ env: process.env, dataDir: env.DATA_DIR }).kek;
  const urls = roleUrls(env.AL_DATABASE_URL, kek, env.AL_ROLE_SUFFIX);
  const { deps, beginStopping, close } = createDeps({ env, kek, urls, log });
  // Meanwhile /ready answers 503.
  deps.inspector.start().catch((err: unknown) => log.fatal({ err }, "the threads that inspect content do not start"));
  const sweeper = startSweeper(deps);
  if (env.METRICS_PORT !== undefined)
    serveMetrics({ registry: deps.metrics.registry, port: env.METRICS_PORT, host: env.METRICS_HOST, log });
  const housekeeper = startHousekeeper(deps);
  const dispatcher = startDispatcher(deps);
  passwordEstimator();
  const server = createAdaptorServer({ fetch: createApp(deps).fetch }) as Server;
  server.keepAliveTimeout = 65_000;
  server.listen({ port: env.API_PORT, host: env.API_HOST, backlog: LISTEN_BACKLOG }, () =>
    log.info({ port: (server.address() as AddressInfo).port }, "listening"),
  );

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why: reason }, "stopping");
    const deadline = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
    beginStopping();
    await stopServer(server);
    await Promise.all([sweeper.stop(), housekeeper.stop(), dispatcher.stop()]);
    await close();
    clearTimeout(deadline);
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  // The supervisor has ended, so this process stops as well.
  process.on("disconnect", () => void stop("the supervisor has ended"));
  process.on("unhandledRejection", (err) => log.error({ err }, "a rejection was not handled"));
  server.on("error", (err: NodeJS.ErrnoException) => {
    log.fatal({ code: err.code, port: env.API_PORT }, err.code === "EADDRINUSE" ? "API_PORT is taken" : "cannot listen");
    process.exit(1);
  });
}

const STOP_WITHIN_MS = 10_000;
const SWEEP_IDLE_MS = 25;

/** Waits for running requests and closes idle keep-alive connections. */
async function stopServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_IDLE_MS);
  await closed;
  clearInterval(sweep);
}

/** Logs one line with the reason why the process did not start, without any user input. */
function explainStart(error: unknown): string {
  const cause = explainFileError(error);
  return cause instanceof Error ? cause.message : String(cause);
}

// A closed standard output must not end the process; libraries write to it too.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
await main().catch((error: unknown) => {
  console.error(explainStart(error));
  process.exitCode = 1;
});
