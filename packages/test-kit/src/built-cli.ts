import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cliFolder = fileURLToPath(new URL("../../cli", import.meta.url));

export type CliEnv = Record<string, string | undefined>;

/** The exit code and output of a command. */
export interface CliEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartedCli {
  readonly child: ChildProcessWithoutNullStreams;
  readonly written: { stdout: string; stderr: string };
  readonly ended: Promise<CliEnd>;
}

/** Runs commands of the CLI, each in its own process. */
export interface BuiltCli {
  start(args: string[], env: CliEnv): StartedCli;
  /** Runs a command on a pseudo-terminal (`script` of util-linux). What the terminal shows is `stdout`. */
  onTerminal(args: string[], env: CliEnv): StartedCli;
  run(args: string[], env: CliEnv, input?: string): Promise<CliEnd>;
  remove(): void;
}

/**
 * Builds the command line.
 * @param name name of the output folder inside the package, where commander is found
 * @param home home and working directory of the commands
 */
export async function buildCli(name: string, { home, baseUrl }: { home: string; baseUrl: string }): Promise<BuiltCli> {
  const built = join(cliFolder, "node_modules/.cache", name);
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], { cwd: cliFolder });
  const spawnWith = (command: string, args: string[], env: CliEnv): StartedCli => {
    const child = spawn(command, args, {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, AL_BASE_URL: baseUrl, ...env },
    });
    const written = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => (written[stream] += text));
    const ended = once(child, "close").then(([code]) => ({ code: code as number, ...written }));
    return { child, written, ended };
  };
  const main = join(built, "main.mjs");
  const start: BuiltCli["start"] = (args, env) => spawnWith(process.execPath, [main, ...args], env);
  return {
    start,
    onTerminal: (args, env) => spawnWith("script", ["-qec", [process.execPath, main, ...args].join(" "), "/dev/null"], env),
    async run(args, env, input = "") {
      const { child, ended } = start(args, env);
      child.stdin.end(input);
      return ended;
    },
    remove() {
      for (const folder of [home, built]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
