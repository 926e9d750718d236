import type { Host } from "../host.ts";

interface HookProgram {
  /** Absolute path of Node.js. */
  readonly node: string;
  /** Absolute path of the command line. */
  readonly cli: string;
  readonly timeout: string;
  readonly baseUrl: string;
  /** Absolute path of the file with the key. */
  readonly apiKeyFile?: string | undefined;
}

/**
 * Returns the command of a hook for a shell. Hosts run the tool when a hook ends with any other code than 2, so every other code becomes 2:
 * a missing program, a crash, a signal.
 */
export function hookCommand(host: Host, { node, cli, timeout, baseUrl, apiKeyFile }: HookProgram): string {
  const words = [node, cli, "hook", host, "--timeout", timeout, "--base-url", baseUrl];
  if (apiKeyFile !== undefined) words.push("--api-key-file", apiKeyFile);
  return `${words.map(quote).join(" ")} || exit 2`;
}

/** Returns true for a command that `hookCommand` returned, also for other paths and options. */
export function isHookCommand(command: unknown): boolean {
  return typeof command === "string" && /agentlattice\S* hook (?:claude|codex) --timeout .*\|\| exit 2$/s.test(command.replaceAll("'", ""));
}

/** Quotes a word for a POSIX shell. */
const quote = (word: string) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
