import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** Environment of tools: quiet and offline. */
export const quietEnv = {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  npm_config_update_notifier: "false",
};

/** A tool failed. The message is shown to the user. */
export class ToolFailed extends Error {}

/** @param {string} file @param {number} [lines] the last lines of a log, without colors */
export function tail(file, lines = 20) {
  try {
    const text = readFileSync(file, "utf8").replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
    // npm prints the reason first and then its options. Warnings about engines of other packages do not help.
    const npm = text.split("\n").filter((line) => line.startsWith("npm error"));
    const shown = npm.length > 0 ? npm.slice(0, lines) : text.trimEnd().split("\n").slice(-lines);
    return shown.map((line) => `    ${line}`).join("\n");
  } catch {
    return "";
  }
}

/**
 * Runs a program with its output in a log file.
 * @param {string[]} command
 * @param {{ log: string, cwd?: string, env?: Record<string, string | undefined> }} options
 * @returns {Promise<void>} rejects with ToolFailed, which quotes the end of the log
 */
export function runQuietly([program, ...args], { log, cwd = root, env = {} }) {
  mkdirSync(path.dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "w", 0o600);
  return new Promise((resolve, reject) => {
    const child = spawn(/** @type {string} */ (program), args, {
      cwd,
      env: { ...process.env, ...quietEnv, NO_COLOR: "1", ...env },
      stdio: ["ignore", output, output],
      timeout: 15 * 60_000, // Ends a tool that hangs.
      killSignal: "SIGKILL",
    });
    closeSync(output);
    child.on("error", (error) => reject(new ToolFailed(`${program} cannot be run: ${error.message}`)));
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new ToolFailed(
            `${path.basename(/** @type {string} */ (program))} ended with ${signal ?? `code ${code}`}:\n${tail(log)}\n  The whole log: ${log}`,
          ),
        );
    });
  });
}
