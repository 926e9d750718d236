import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, renameSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tail } from "../lib/run-quietly.mjs";

const RESTARTS = 5; // Counts exits within a minute.

/** A child process of the product, which is restarted when it crashes. */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string[]} options.command arguments of Node
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.logDir
 * @param {(message: string) => void} options.onCrash it is being started again
 * @param {(message: string) => void} options.onGiveUp
 * @param {() => void} options.onStarted
 * @returns {Service}
 */
export function startService({ name, command, env, logDir, onCrash, onGiveUp, onStarted }) {
  const logFile = path.join(logDir, `${name}.log`);
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  let stopping = false;
  let wasReady = false;
  /** @type {string | null} */
  let gaveUp = null;
  /** @type {number[]} */
  let crashes = [];

  /** @param {number | null} code @param {string | null} signal */
  async function exited(code, signal) {
    child = undefined;
    if (stopping) return;
    crashes = [...crashes.filter((at) => at > Date.now() - 60_000), Date.now()];
    const message = `The ${name} ended unexpectedly (${signal ?? `code ${code}`}). The end of its log:\n${tail(logFile, 12)}\n    Log: ${logFile}`;
    if (!wasReady || crashes.length > RESTARTS) {
      gaveUp = message;
      onGiveUp(message);
      return;
    }
    onCrash(message);
    await sleep(250 * 2 ** (crashes.length - 1));
    if (!stopping) start();
  }

  /** @returns {number | "ignore"} */
  function openLog() {
    try {
      if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
      return openSync(logFile, "w", 0o600);
    } catch (error) {
      if (!wasReady) throw error;
      return "ignore"; // A service without a log is better than none when the disk is full.
    }
  }

  function start() {
    const log = openLog();
    // The child has its own process group, so that Ctrl-C reaches only the supervisor. The channel tells the child when the supervisor
    // has exited.
    child = spawn(process.execPath, command, { env, detached: true, stdio: ["ignore", log, log, "ipc"] });
    if (typeof log === "number") closeSync(log);
    child.once("exit", exited);
    onStarted();
  }

  start();
  return {
    name,
    pid: () => child?.pid,
    async ready(url, known = new Set()) {
      /** @type {Answer} */
      let answer = null;
      for (const end = Date.now() + 60_000; answer === null; answer = await ask(url, known)) {
        if (gaveUp !== null) throw new Error(gaveUp);
        if (Date.now() > end)
          throw new Error(`The ${name} did not become ready within a minute (${url}).\n${tail(logFile, 12)}\n    Log: ${logFile}`);
        await sleep(50);
      }
      wasReady = true;
      return answer.problem;
    },
    async stop() {
      stopping = true;
      const old = child;
      if (old === undefined) return;
      const gone = new Promise((resolve) => old.once("exit", resolve));
      old.kill("SIGTERM");
      await Promise.race([gone, sleep(15_000, undefined, { ref: false })]);
      old.kill("SIGKILL");
      await gone;
    },
    kill() {
      stopping = true;
      child?.kill("SIGKILL");
    },
  };
}

/** @typedef {{ problem: string | null } | null} Answer */

/** @param {string} url @param {ReadonlySet<string>} known @returns {Promise<Answer>} */
async function ask(url, known) {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5000) });
    if (response.status < 400) {
      await response.body?.cancel();
      return { problem: null };
    }
    const { code, detail } = await response.json();
    return known.has(code) ? { problem: detail } : null;
  } catch {
    return null;
  }
}
