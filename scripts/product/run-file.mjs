import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeProcess } from "./processes.mjs";

/**
 * Content of `$DATA_DIR/run.json`, which describes the running product. It survives a killed supervisor, so that the next one can clean
 * up.
 */

/** @param {string} dataDir */
const fileIn = (dataDir) => path.join(dataDir, "run.json");

/** @param {string} dataDir @returns {Run | null} */
function readRun(dataDir) {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), "utf8"));
  } catch {
    return null;
  }
}

/** @param {string} dataDir @param {Run} run */
export function writeRun(dataDir, run) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(run), { mode: 0o600 });
  renameSync(draft, fileIn(dataDir));
}

/** @param {string} dataDir */
export function removeRun(dataDir) {
  if (readRun(dataDir)?.pid === process.pid) rmSync(fileIn(dataDir), { force: true });
}

/** Returns the supervisor that runs on this data directory. @param {string} dataDir @returns {Run | null} */
export function findRunning(dataDir) {
  const run = readRun(dataDir);
  if (run === null || run.pid === process.pid) return null;
  return describeProcess(run.pid)?.command.includes("scripts/start.mjs") ? run : null;
}

/** Waits for the processes of a killed supervisor, and ends those that do not exit. @param {string} dataDir */
export async function clearOldRun(dataDir) {
  const run = readRun(dataDir);
  if (run === null) return;
  const left = () => run.children.filter((pid) => /server\.mjs|console-process\.mjs|next-server/.test(describeProcess(pid)?.command ?? ""));
  for (const end = Date.now() + 4000; left().length > 0 && Date.now() < end; ) await sleep(50);
  for (const pid of left()) process.kill(pid, "SIGKILL");
  rmSync(fileIn(dataDir), { force: true });
}
