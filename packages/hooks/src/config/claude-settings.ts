import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../read-event.ts";
import { ConfigError, type ConfigFormat, type HookEntry } from "./config-format.ts";
import { isHookCommand } from "./hook-command.ts";

type Settings = Readonly<Record<string, unknown>>;

/** Before a call, a hook that fails blocks. After it, there is nothing left to block. */
const EVENTS = [
  ["PreToolUse", { onFailure: "block" }],
  ["PostToolUse", {}],
  ["PostToolUseFailure", {}],
] as const;

/** The hooks in `settings.json` of Claude Code. The text keeps its indentation. */
export const claudeSettings: ConfigFormat = {
  add(text, hook) {
    const settings = parse(text);
    return print({ ...settings, hooks: withHooks(settings.hooks ?? {}, hook) }, text);
  },
  strip(text) {
    const settings = parse(text);
    const hooks = withoutHooks(settings.hooks);
    if (isDeepStrictEqual(hooks, settings.hooks)) return text;
    const { hooks: _, ...others } = settings;
    if (hooks !== undefined) return print({ ...settings, hooks }, text);
    return Object.keys(others).length === 0 ? "" : print(others, text);
  },
  same: (one, other) => isDeepStrictEqual(meaning(one), meaning(other)),
};

function withHooks(hooks: unknown, { command, timeoutSeconds }: HookEntry): Settings {
  if (!isRecord(hooks)) throw malformed("hooks is not an object");
  const added = EVENTS.map(([event, options]) => {
    const groups = hooks[event] ?? [];
    if (!Array.isArray(groups)) throw malformed(`hooks.${event} is not a list`);
    return [event, [...groups, { hooks: [{ type: "command", command, timeout: timeoutSeconds, ...options }] }]] as const;
  });
  return { ...hooks, ...Object.fromEntries(added) };
}

/** Returns the hooks without ours, and without the lists that this empties. */
function withoutHooks(hooks: unknown): unknown {
  if (!isRecord(hooks)) return hooks;
  const kept = Object.entries(hooks).map(([event, groups]) => [event, Array.isArray(groups) ? withoutGroups(groups) : groups] as const);
  const left = kept.filter(
    ([event, groups]) => !(Array.isArray(groups) && groups.length === 0 && !isDeepStrictEqual(groups, hooks[event])),
  );
  return left.length === 0 && kept.length > 0 ? undefined : Object.fromEntries(left);
}

function withoutGroups(groups: readonly unknown[]): unknown[] {
  return groups.flatMap((group) => {
    if (!isRecord(group) || !Array.isArray(group.hooks)) return [group];
    const others = group.hooks.filter((hook) => !(isRecord(hook) && isHookCommand(hook.command)));
    if (others.length === group.hooks.length) return [group];
    return others.length === 0 ? [] : [{ ...group, hooks: others }];
  });
}

/** Returns the settings without the empty lists and objects of hooks, which mean nothing. */
function meaning(text: string): Settings {
  const { hooks, ...others } = parse(text);
  if (!isRecord(hooks)) return hooks === undefined ? others : { ...others, hooks };
  const left = Object.entries(hooks).filter(([, groups]) => !Array.isArray(groups) || groups.length > 0);
  return left.length === 0 ? others : { ...others, hooks: Object.fromEntries(left) };
}

function parse(text: string): Settings {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (isRecord(value)) return value;
  } catch {
    throw malformed("it is not JSON");
  }
  throw malformed("it is not a JSON object");
}

function malformed(what: string): ConfigError {
  return new ConfigError(`The settings of Claude Code cannot be changed: ${what}. Correct the file, then repeat the command.`);
}

function print(settings: Settings, like: string): string {
  const indent = /^[ \t]+(?=")/m.exec(like)?.[0] ?? "  ";
  const end = like !== "" && !like.endsWith("\n") ? "" : "\n";
  return JSON.stringify(settings, null, indent) + end;
}
