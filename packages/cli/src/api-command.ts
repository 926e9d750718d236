import type { ApiClient } from "@agentlattice/contract/client";
import { AgentLattice } from "@agentlattice/sdk";
import type { Command } from "commander";
import { apiClient } from "./connection/api-client.ts";
import { type Connection, findConnection, type KeyHolder } from "./connection/find-connection.ts";
import { describeError } from "./describe-error.ts";
import { errorJson } from "./error-json.ts";
import { escapeText } from "./escape-text.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { interruptible } from "./interrupted.ts";
import type { Output } from "./output.ts";
import { printableJson } from "./terminal/printable-json.ts";
import { type Style, styleFor } from "./terminal/style.ts";

/** Streams, environment and working folder of a command. Results go to stdout, everything meant for people to stderr. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Flags of every command that calls the API. */
export interface ApiFlags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** The connection, clients and output functions of a command that calls the API. */
export interface ApiContext {
  /** The SDK, for gates, reports and the live stream. */
  readonly al: AgentLattice;
  /** Every other operation of the API. */
  readonly api: ApiClient;
  readonly connection: Connection;
  readonly io: Io;
  readonly json: boolean;
  /** Colours for stdout. */
  readonly style: Style;
  /** Aborts on SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** Writes one line of the result to stdout. */
  print(line: string): void;
  /** Writes one line to stderr. */
  log(line: string): void;
  /** Writes one JSON object to stdout. */
  printJson(value: unknown): void;
}

export const processIo: Io = { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };

/** Flags of commands that need the session of a person. */
export type PersonFlags = Pick<ApiFlags, "baseUrl" | "json">;

/** Adds the flags of {@link PersonFlags}. */
export function asPerson(command: Command): Command {
  return command
    .option("--base-url <url>", "address of the API (default: where you signed in)")
    .option("--json", "print the result as one JSON object");
}

/** Adds the flags of {@link ApiFlags}. */
export function withApiFlags(command: Command, json = "print the result as one JSON object"): Command {
  return command
    .option("--api-key-file <file>", "read the key from a file (default: AL_API_KEY, then your login)")
    .option("--base-url <url>", "address of the API (default: AL_BASE_URL)")
    .option("--json", json);
}

/**
 * Finds the connection and runs a command. An error becomes lines on stderr, one JSON object with `--json`, and an exit code.
 * @returns the exit code
 */
async function performApi(
  io: Io,
  { flags, holder }: { flags: ApiFlags; holder: KeyHolder },
  run: (context: ApiContext) => Promise<number>,
): Promise<number> {
  const json = flags.json ?? false;
  const log = (line: string) => io.stderr.write(`${line}\n`);
  const printJson = (value: unknown) => io.stdout.write(`${printableJson(value)}\n`);
  try {
    const connection = findConnection({ holder, apiKeyFile: flags.apiKeyFile, baseUrl: flags.baseUrl, env: io.env, cwd: io.cwd });
    if (connection.note && !json) log(escapeText(connection.note));
    const al = new AgentLattice({ apiKey: connection.apiKey, baseUrl: connection.baseUrl });
    const style = styleFor(io.stdout, io.env);
    const print = (line: string) => io.stdout.write(`${line}\n`);
    return await interruptible((signal) => run({ al, api: apiClient(al), connection, io, json, style, signal, print, log, printJson }));
  } catch (error) {
    for (const line of describeError(error, "")) log(line);
    if (json) printJson(errorJson(error));
    return exitCodeOf(error);
  }
}

/** Runs a command on this process and sets its exit code. */
export async function runApi(holder: KeyHolder, flags: ApiFlags, run: (context: ApiContext) => Promise<number>): Promise<void> {
  process.exitCode = await performApi(processIo, { flags, holder }, run);
}
