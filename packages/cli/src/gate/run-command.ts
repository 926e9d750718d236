import { spawn } from "node:child_process";
import { signalExitCode } from "../interrupted.ts";

/** The outcome of a command. */
export interface CommandEnd {
  /** The exit code as a shell reports it: the command's own, 128 + n for a signal, 126 or 127 when it could not start. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
  /** The reason for a failure. */
  readonly failure?: string;
}

const FORWARDED = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const;
/** A terminal sends these signals to every process of the job. A second one would make many programs quit without cleaning up. */
const SENT_BY_TERMINAL: readonly string[] = ["SIGINT", "SIGQUIT"];

/** Runs a command without a shell, with this process's input and output, and forwards signals to it. */
export async function runCommand(command: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandEnd> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => {
    if (!(process.stdin.isTTY && SENT_BY_TERMINAL.includes(signal))) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise<CommandEnd>((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) => resolve(couldNotStart(error)));
      child.once("exit", (code, signal) => resolve(signal ? endedBy(signal) : exitedWith(code ?? 1)));
    });
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

function exitedWith(code: number): CommandEnd {
  return code === 0 ? { exitCode: 0 } : { exitCode: code, failure: `exited with ${code}` };
}

function endedBy(signal: NodeJS.Signals): CommandEnd {
  return { exitCode: signalExitCode(signal), signal, failure: `ended by ${signal}` };
}

function couldNotStart(error: NodeJS.ErrnoException): CommandEnd {
  return { exitCode: error.code === "ENOENT" ? 127 : 126, failure: `could not start (${error.code ?? error.message})` };
}
