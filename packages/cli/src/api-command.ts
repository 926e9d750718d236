import { AgentLattice } from "@agentlattice/sdk";
import type { Command } from "commander";
import { type Connection, findConnection, type KeyHolder } from "./connection/find-connection.ts";
import { describeError } from "./describe-error.ts";
import { errorJson } from "./error-json.ts";
import { escapeText } from "./escape-text.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { interruptible } from "./interrupted.ts";
import type { Output } from "./output.ts";
import { printableJson } from "./terminal/printable-json.ts";
import { type Style, styleFor } from "./terminal/style.ts";

/** Where a command reads its surroundings and writes to. People read stderr; stdout is the answer's. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Flags of every command that talks to the API. */
export interface ApiFlags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** What a command that talks to the API works with. */
export interface ApiContext {
  readonly al: AgentLattice;
  readonly connection: Connection;
  readonly io: Io;
  readonly json: boolean;
  /** Colours for stdout. */
  readonly style: Style;
  /** Aborted by Ctrl-C and its like. */
  readonly signal: AbortSignal;
  /** A line of the answer. */
  print(line: string): void;
  /** A line for people. */
  say(line: string): void;
  /** One object on stdout. */
  printJson(value: unknown): void;
}

export const processIo: Io = { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };

/** Adds the flags of {@link ApiFlags}. */
export function withApiFlags(command: Command, json = "print one JSON object"): Command {
  return command
    .option("--api-key-file <file>", "read the key from a file (default: AL_API_KEY, then your login)")
    .option("--base-url <url>", "where the API is (default: AL_BASE_URL)")
    .option("--json", json);
}

/**
 * Finds the connection, runs, and turns whatever goes wrong into lines or one JSON object and an exit code.
 * @returns the exit code
 */
async function performApi(
  io: Io,
  { flags, holder }: { flags: ApiFlags; holder: KeyHolder },
  run: (context: ApiContext) => Promise<number>,
): Promise<number> {
  const json = flags.json ?? false;
  const say = (line: string) => io.stderr.write(`${line}\n`);
  const printJson = (value: unknown) => io.stdout.write(`${printableJson(value)}\n`);
  try {
    const connection = findConnection({ holder, apiKeyFile: flags.apiKeyFile, baseUrl: flags.baseUrl, env: io.env, cwd: io.cwd });
    if (connection.note && !json) say(escapeText(connection.note));
    const al = new AgentLattice({ apiKey: connection.apiKey, baseUrl: connection.baseUrl });
    const style = styleFor(io.stdout, io.env);
    const print = (line: string) => io.stdout.write(`${line}\n`);
    return await interruptible((signal) => run({ al, connection, io, json, style, signal, print, say, printJson }));
  } catch (error) {
    for (const line of describeError(error, "")) say(line);
    if (json) printJson(errorJson(error));
    return exitCodeOf(error);
  }
}

/** {@link performApi} on this process. */
export async function runApi(holder: KeyHolder, flags: ApiFlags, run: (context: ApiContext) => Promise<number>): Promise<void> {
  process.exitCode = await performApi(processIo, { flags, holder }, run);
}
