import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * @param {number} pid
 * @returns {{ parent: number, command: string } | null} null when there is no such process
 */
export function describeProcess(pid) {
  if (process.platform === "linux") {
    try {
      const status = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, parent] = status.slice(status.lastIndexOf(")") + 2).split(" ");
      if (state === "Z") return null;
      return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() };
    } catch {
      return null;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? "") ?? [];
  return command === undefined ? null : { parent: Number(parent), command };
}

/**
 * Calls back once when npm, which started this process, has exited: a killed npm cannot forward its signal. npm runs scripts through a
 * shell, so the shell and its parent are watched.
 * @param {() => void} onExit
 */
export function watchNpm(onExit) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const shell = process.ppid;
  const npm = describeProcess(shell)?.parent;
  const timer = setInterval(
    () => {
      if (process.ppid === shell && describeProcess(shell)?.parent === npm) return;
      clearInterval(timer);
      onExit();
    },
    process.platform === "linux" ? 250 : 1000,
  ); // Reading /proc is cheap; other systems need a process.
  timer.unref();
}
