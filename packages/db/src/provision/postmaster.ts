import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresAccount } from "./postgres-account.ts";
import { ProvisionError } from "./provision-error.ts";

/** What a server writes about itself into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  ready: boolean;
}

/** The server that last used this directory, running or not. */
export function readPostmaster(clusterDir: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(clusterDir, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === "ready" } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Makes the directory free: stops a server whose parent was killed, removes the pid file of one that is gone.
 * @throws ProvisionError when another process is using that server right now.
 */
export async function clearPredecessor(clusterDir: string, holder: number | null): Promise<void> {
  const old = readPostmaster(clusterDir);
  const running = old === null ? null : describeProcess(old.pid);
  if (old === null) return;
  if (running === null || !isServerOf(running.command, clusterDir)) {
    rmSync(path.join(clusterDir, "postmaster.pid"), { force: true }); // stale: the number may belong to a stranger by now
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

/** Stops a server: politely to its clients, then at once, then by force. Committed data survives each of them. */
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
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
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
 * Stops the server when this process dies without a chance to do so itself (kill -9): a shell holds the other end of a pipe.
 * @returns a function that lets the guard go.
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
  guard.on("error", () => {}); // no shell: a killed parent leaves the server to the next start
  guard.stdin.on("error", () => {});
  (guard.stdin as unknown as { unref(): void }).unref(); // a net.Socket at run time
  guard.unref();
  return () => guard.kill("SIGKILL");
}

/** Whether a command line is that of a Postgres over this directory. */
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
