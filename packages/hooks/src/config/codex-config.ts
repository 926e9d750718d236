import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";
import { ConfigError, type ConfigFormat, type HookEntry } from "./config-format.ts";

const START = "# >>> agentlattice hook: written by agentlattice init codex";
const END = "# <<< agentlattice hook";
const BLOCK = /^# >>> agentlattice hook[^\n]*\n[\s\S]*?^# <<< agentlattice hook[^\n]*(?:\n|$)/gm;

/** The hooks in `config.toml` of Codex: a block at the end of the file, so that every other line stays as it is. */
export const codexConfig: ConfigFormat = {
  add(text, hook) {
    read(text);
    const added = `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${blockOf(hook)}`;
    try {
      parse(added);
    } catch {
      throw malformed("hooks.PreToolUse is written in a form to which no table can be added. Write it as [[hooks.PreToolUse]]");
    }
    return added;
  },
  strip(text) {
    const rest = text.replace(BLOCK, "");
    if (/^# (?:>>>|<<<) agentlattice hook/m.test(rest)) throw malformed("a line that marks the block of agentlattice is missing");
    return rest;
  },
  // Comments count: a file of which a comment changed is not the same.
  same: (one, other) => one.trimEnd() === other.trimEnd() && isDeepStrictEqual(read(one), read(other)),
};

function blockOf({ command, timeoutSeconds }: HookEntry): string {
  return [
    START,
    "[[hooks.PreToolUse]]",
    "[[hooks.PreToolUse.hooks]]",
    'type = "command"',
    `command = ${JSON.stringify(command)}`,
    `timeout = ${timeoutSeconds}`,
    END,
    "",
  ].join("\n");
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw malformed("it is not TOML");
  }
}

function malformed(what: string): ConfigError {
  return new ConfigError(`The configuration of Codex cannot be changed: ${what}. Correct the file, then repeat the command.`);
}
