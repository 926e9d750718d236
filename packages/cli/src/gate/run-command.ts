import { spawn } from "node:child_process";
import { signalExitCode } from "../interrupted.ts";

/** How a command ended. */
export interface CommandEnd {
  /** As a shell would answer: the command's own code, 128 + n for a signal, 126 or 127 when it could not start. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
  /** Set when it did not succeed. */
  readonly failure?: string;
}

const FORWARDED = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const;
/** A terminal sends these to every process of the job; a second copy would make many programs quit the hard way. */
const SENT_BY_TERMINAL: readonly string[] = ["SIGINT", "SIGQUIT"];

/** Runs a command with this process's own input and output, and hands on the signals it gets. Never through a shell. */
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
