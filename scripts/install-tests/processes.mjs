import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { tail } from "../lib/run-quietly.mjs";

/** The programs that a test started. They end with it. */
export class Processes {
  /** @type {Map<string, { child: import("node:child_process").ChildProcess, log: string }>} */
  #running = new Map();

  /** @param {string} name @param {string[]} command @param {{ log: string, cwd?: string, env?: Record<string, string> }} options */
  start(name, [program = "", ...args], { log, ...options }) {
    const output = openSync(log, "w");
    this.#running.set(name, { child: spawn(program, args, { ...options, stdio: ["ignore", output, output] }), log });
    closeSync(output);
  }

  /** Waits until a check succeeds. @param {string} name @param {() => boolean} check @param {number} [seconds] */
  async waitFor(name, check, seconds = 90) {
    const deadline = Date.now() + seconds * 1000;
    while (!check()) {
      const { child, log } = this.#get(name);
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${name} is not ready:\n${tail(log, 40)}`);
      await sleep(300);
    }
  }

  /** @param {string} name @param {NodeJS.Signals} [signal] */
  async stop(name, signal = "SIGTERM") {
    const { child } = this.#get(name);
    this.#running.delete(name);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async stopAll() {
    for (const name of [...this.#running.keys()].reverse()) await this.stop(name, name === "postgres" ? "SIGINT" : "SIGKILL");
  }

  /** @param {string} name */
  #get(name) {
    const found = this.#running.get(name);
    if (found === undefined) throw new Error(`${name} was not started.`);
    return found;
  }
}

/**
 * Runs a command to its end.
 * @param {string[]} command
 * @param {{ cwd?: string, env?: Record<string, string>, input?: string }} [options]
 * @returns {string} its output
 * @throws Error with its output when it fails
 */
export function runCommand([program = "", ...args], options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 28, ...options });
  if (status !== 0) throw new Error(`${program} ${args.slice(-6).join(" ")} failed: ${error?.message ?? ""}\n${stderr}\n${stdout}`);
  return stdout;
}

/** @param {string[]} command */
export const succeeds = ([program = "", ...args]) => spawnSync(program, args, { stdio: "ignore" }).status === 0;
