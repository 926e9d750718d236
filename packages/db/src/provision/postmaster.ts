import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./error-code.ts";
import type { PostgresAccount } from "./postgres-account.ts";
import { ProvisionError } from "./provision-error.ts";

/** The content of a server's `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  ready: boolean;
}

/** Reads the server that used this directory last, running or not. */
export function readPostmaster(clusterDir: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(clusterDir, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === "ready" } : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Stops a server whose parent was killed, or removes the pid file of one that has ended.
 * @throws ProvisionError when another process is using that server right now.
 */
export async function clearPredecessor(clusterDir: string, holder: number | null): Promise<void> {
  const old = readPostmaster(clusterDir);
  const running = old === null ? null : describeProcess(old.pid);
  if (old === null) return;
  if (running === null || !isServerOf(running.command, clusterDir)) {
    rmSync(path.join(clusterDir, "postmaster.pid"), { force: true }); // The file is stale; the pid may belong to another program by now.
    return;
  }
  if (holder !== null && running.parent === holder) {
    throw new ProvisionError(
      "POSTGRES_IN_USE",
      `The database in ${clusterDir} is in use by process ${holder}. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
  await stopServer(old.pid, clusterDir);
}

/** Stops a server in three steps: fast, immediate, then by SIGKILL. Committed data survives each of them. */
export async function stopServer(pid: number, clusterDir: string): Promise<void> {
  const alive = (): boolean => isServerOf(describeProcess(pid)?.command ?? "", clusterDir);
  for (const [signal, seconds] of [
    ["SIGINT", 15],
    ["SIGQUIT", 5],
    ["SIGKILL", 5],
  ] as const) {
    if (!alive()) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === "ESRCH") return;
      throw new ProvisionError(
        "POSTGRES_IN_USE",
        `Process ${pid} is a Postgres of ${clusterDir} and belongs to another user. Stop it as that user.`,
        { cause: error },
      );
    }
    for (const end = Date.now() + seconds * 1000; alive() && Date.now() < end; ) await sleep(20);
  }
}

/**
 * Starts a shell that stops the server when this process dies by kill -9: it waits for the end of a pipe.
 * @returns a function that ends the guard.
 */
export function guardServer(pid: number, account: PostgresAccount | null): () => void {
  if (process.platform === "win32") return () => {};
  const guard = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1" 2>/dev/null', "agentlattice-postgres-guard", String(pid)], {
    ...account,
    cwd: "/",
    env: {},
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => {}); // Without a shell, the next start stops the server of a killed parent.
  guard.stdin.on("error", () => {});
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.unref();
  return () => guard.kill("SIGKILL");
}

/** Returns true when a command line is that of a Postgres in this directory. */
function isServerOf(command: string, clusterDir: string): boolean {
  return /postgres/.test(command.split(" ")[0] ?? "") && ` ${command} `.includes(` -D ${clusterDir} `);
}

function describeProcess(pid: number): { parent: number; command: string } | null {
  if (process.platform === "linux") {
    try {
      const status = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
      return { parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() };
    } catch {
      return null;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? "") ?? [];
  return command === undefined ? null : { parent: Number(parent), command };
}
