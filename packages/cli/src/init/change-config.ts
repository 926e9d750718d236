import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { HOSTS, type Host } from "@agentlattice/hooks";
import { ConfigError, claudeSettings, codexConfig, hookCommand, planInit, planRemove } from "@agentlattice/hooks/config";
import { createTwoFilesPatch } from "diff";
import { DEFAULT_BASE_URL } from "../connection/find-connection.ts";
import { escapeText } from "../escape-text.ts";
import { parseDuration } from "../gate/read-request.ts";
import { ask } from "../login/prompt.ts";
import { paint } from "../policy/diff-policies.ts";
import { styleFor } from "../terminal/style.ts";
import { UsageError } from "../usage-error.ts";
import { backupOf, configFile, readConfig, writeConfig } from "./config-file.ts";

export interface RemoveFlags {
  readonly user?: boolean;
  readonly project?: boolean;
  readonly yes?: boolean;
}

export interface InitFlags extends RemoveFlags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly timeout: string;
}

const FORMATS = { claude: claudeSettings, codex: codexConfig } as const;
const NAMES = { claude: "Claude Code", codex: "Codex" } as const;
/** Time between the deadline of the hook and the timeout of the host, in seconds. */
const HOST_MARGIN_SECONDS = 10;

/** Writes the hook to the configuration of a host. Returns the exit code. @throws UsageError */
export async function initHost(name: string, flags: InitFlags): Promise<number> {
  const { host, file } = locate(name, flags);
  refuseSecondHook(host, file, flags);
  const text = readConfig(file);
  const hook = { command: commandOf(host, flags), timeoutSeconds: Math.ceil(parseDuration(flags.timeout) / 1_000) + HOST_MARGIN_SECONDS };
  const { before, after } = attempt(() => planInit(FORMATS[host], text, hook));
  if (before === after) return say(`The hook of ${NAMES[host]} is configured already in ${file}.`);
  if (!(await confirm(file, before, after, flags))) return 2;
  // The backup is the file without our hooks. A second init does not replace it.
  if (text !== null && attempt(() => FORMATS[host].strip(text)) === text) writeConfig(backupOf(file), text);
  writeConfig(file, after);
  say(`The hook of ${NAMES[host]} is configured in ${file}.`);
  if (host === "codex")
    say("Codex runs it only after you trusted it: start codex and accept it under /hooks. Until then tools run without it.");
  if (flags.apiKeyFile === undefined)
    say("Start the coding agent with AL_API_KEY set, or repeat init with --api-key-file. Without a key, every call is blocked.");
  return 0;
}

/** Removes the hook from the configuration of a host. Returns the exit code. @throws UsageError */
export async function removeHost(name: string, flags: RemoveFlags): Promise<number> {
  const { host, file } = locate(name, flags);
  const text = readConfig(file);
  if (text === null || attempt(() => FORMATS[host].strip(text)) === text) return say(`There is no hook of agentlattice in ${file}.`);
  const backup = readConfig(backupOf(file));
  const after = attempt(() => planRemove(FORMATS[host], text, backup));
  if (!(await confirm(file, text, after ?? "", flags))) return 2;
  writeConfig(file, after);
  if (after === backup) writeConfig(backupOf(file), null);
  return say(
    after === backup || backup === null
      ? `The hook of ${NAMES[host]} is removed from ${file}.`
      : `The hook of ${NAMES[host]} is removed from ${file}. The file changed since init, so ${backupOf(file)} is kept.`,
  );
}

function locate(name: string, { user = false, project = false }: RemoveFlags): { host: Host; file: string } {
  const host = HOSTS.find((known) => known === name);
  if (!host) throw new UsageError(`The coding agent is ${HOSTS.join(" or ")}, not ${name}.`);
  if (user && project) throw new UsageError("Give --user or --project, not both.");
  return { host, file: configFile(host, { isProject: project, env: process.env, cwd: process.cwd() }) };
}

/** Two hooks would ask twice for each call. @throws UsageError when the other settings have the hook */
function refuseSecondHook(host: Host, file: string, { project = false }: RemoveFlags): void {
  const other = configFile(host, { isProject: !project, env: process.env, cwd: process.cwd() });
  const text = other === file ? null : readConfig(other);
  if (text === null || attempt(() => FORMATS[host].strip(text)) === text) return;
  const remove = `agentlattice remove ${host} ${project ? "--user" : "--project"}`;
  throw new UsageError(`${other} has the hook already, and a second one would ask twice. To move it, run ${remove} first.`);
}

function commandOf(host: Host, { apiKeyFile, baseUrl = process.env.AL_BASE_URL || DEFAULT_BASE_URL, timeout }: InitFlags): string {
  const cli = realpathSync(process.argv[1] ?? "");
  if (cli.includes("/_npx/"))
    throw new UsageError("npx removes this copy later, and the hook would be gone. Run npm install --global agentlattice first.");
  if (apiKeyFile !== undefined && !existsSync(apiKeyFile)) throw new UsageError(`Cannot read ${apiKeyFile}.`);
  // The address and the key file are fixed here, because a project can set the environment of its hooks.
  return hookCommand(host, { node: process.execPath, cli, timeout, baseUrl, apiKeyFile: apiKeyFile && resolve(apiKeyFile) });
}

/** Shows the change and asks. @throws UsageError without a terminal and without --yes */
async function confirm(file: string, before: string, after: string, { yes = false }: RemoveFlags): Promise<boolean> {
  const style = styleFor(process.stdout, process.env);
  const lines = createTwoFilesPatch(file, file, before, after, undefined, undefined, { context: 3 }).trimEnd().split("\n").slice(1);
  for (const line of lines) process.stdout.write(`${paint(escapeText(line), style)}\n`);
  if (yes) return true;
  if (!process.stdin.isTTY) throw new UsageError("Nothing was changed. Give --yes to write this without a question.");
  if (/^y(es)?$/i.test((await ask("Write this change? [y/N] ")).trim())) return true;
  process.stderr.write("Nothing was changed.\n");
  return false;
}

function attempt<T>(plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message);
    throw error;
  }
}

function say(line: string): 0 {
  process.stderr.write(`${escapeText(line)}\n`);
  return 0;
}
