/** The hooks of AgentLattice in the configuration of a host. */
export interface ConfigFormat {
  /** Returns the text with the hooks at its end, for a text without them. @throws ConfigError */
  add(text: string, hook: HookEntry): string;
  /** Returns the text without the hooks of AgentLattice. @throws ConfigError */
  strip(text: string): string;
  /** Returns true for texts that mean the same. @throws ConfigError */
  same(one: string, other: string): boolean;
}

/** A hook as the configuration names it. */
export interface HookEntry {
  /** The command for a shell. */
  readonly command: string;
  /** Time after which the host gives up, in whole seconds. */
  readonly timeoutSeconds: number;
}

/** A configuration that cannot be changed safely. The message says what to do. */
export class ConfigError extends Error {}

/** Returns the configuration with the hooks. Hooks of an earlier `init` are replaced. @param text null for a file that does not exist */
export function planInit(format: ConfigFormat, text: string | null, hook: HookEntry): { before: string; after: string } {
  const before = text ?? "";
  const planned = format.add(format.strip(before), hook);
  return { before, after: before !== "" && format.same(before, planned) ? before : planned };
}

/**
 * Returns the configuration without the hooks, or null when the file can be removed because `init` created it.
 * @param backup the text before `init`, which is restored byte for byte unless something else changed since; null when there was no file
 */
export function planRemove(format: ConfigFormat, text: string, backup: string | null): string | null {
  const rest = format.strip(text);
  if (format.same(rest, backup ?? "")) return backup;
  return rest;
}
