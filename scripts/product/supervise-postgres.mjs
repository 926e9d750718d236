import { setTimeout as sleep } from "node:timers/promises";
import { tail } from "../lib/run-quietly.mjs";

const RESTARTS = 5; // Counts exits within a minute.

/** @typedef {import("../../packages/db/src/provision/index.ts").EmbeddedPostgres} EmbeddedPostgres */

/**
 * Starts the embedded Postgres and restarts it at the same address when it exits. Meanwhile the API answers that the database is
 * unavailable. No committed data is lost.
 * @param {object} options
 * @param {() => Promise<EmbeddedPostgres>} options.start
 * @param {(message: string) => void} options.onCrash it is being started again
 * @param {(message: string) => void} options.onGiveUp
 */
export async function supervisePostgres({ start, onCrash, onGiveUp }) {
  let server = await start();
  const { databaseUrl } = server;
  let stopping = false;
  /** @type {number[]} */
  let crashes = [];
  void watch();

  async function watch() {
    for (;;) {
      await server.exited;
      if (stopping) return;
      crashes = [...crashes.filter((at) => at > Date.now() - 60_000), Date.now()];
      const message = `Postgres ended unexpectedly. The end of its log:\n${tail(server.logFile, 8)}\n    Log: ${server.logFile}`;
      if (crashes.length > RESTARTS) return onGiveUp(message);
      onCrash(message);
      await sleep(250 * 2 ** (crashes.length - 1));
      if (stopping) return;
      const failed = await restart();
      if (failed !== null) return onGiveUp(failed);
    }
  }

  /** @returns {Promise<string | null>} why it did not come back */
  async function restart() {
    try {
      server = await start();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (stopping) await server.stop();
    return server.databaseUrl === databaseUrl ? null : "Postgres came back at another port: something took its own. Start again.";
  }

  return {
    databaseUrl,
    async stop() {
      stopping = true;
      await server.stop();
    },
  };
}
