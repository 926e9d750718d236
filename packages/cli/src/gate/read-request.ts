import type { GateOptions } from "@agentlattice/sdk";
import { asObject, parseFlagJson } from "../json-object.ts";
import { UsageError } from "../usage-error.ts";
import type { FactFlags } from "./fact-flags.ts";
import { assertDistinct } from "./metadata-env.ts";

/** The flags of `agentlattice gate`, as commander passes them. */
export interface GateFlags extends FactFlags {
  readonly passMetadata?: boolean;
  readonly summary?: string;
  readonly eventId?: string;
  readonly timeout?: string;
  readonly audience?: string;
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns the options of the action. @throws UsageError */
export function readActionOptions(flags: GateFlags): GateOptions {
  const metadata = readMetadata(flags);
  const tool = readTool(flags);
  return {
    ...(metadata ? { metadata } : {}),
    ...(tool ? { tool } : {}),
    ...(flags.justification === undefined ? {} : { justification: flags.justification }),
    ...(flags.summary === undefined ? {} : { summary: flags.summary }),
    ...(flags.audience === undefined ? {} : { audience: flags.audience }),
  };
}

/** Returns the tool that the flags state, or undefined. @throws UsageError */
function readTool({ tool: name, arguments: text }: FactFlags): GateOptions["tool"] {
  if (name === undefined) {
    if (text !== undefined) throw new UsageError("--arguments are those of a tool. Name it with --tool.");
    return undefined;
  }
  if (name === "") throw new UsageError("--tool takes the name of a tool, such as mcp__github__merge_pull_request.");
  if (text === undefined) return { name };
  return { name, arguments: parseFlagJson("--arguments", text, "--arguments takes JSON, such as '{\"pr\": 42}'.") };
}

/** Returns the metadata that the flags state, or undefined. @throws UsageError */
export function readMetadata(flags: Pick<GateFlags, "metadata" | "metadataJson" | "target">): Record<string, unknown> | undefined {
  const fields = new Map<string, unknown>(flags.metadataJson === undefined ? [] : Object.entries(parseObject(flags.metadataJson)));
  const add = (name: string, value: unknown) => {
    // With two values for one name, the approved value would be a guess, so neither is sent.
    if (fields.has(name)) throw new UsageError(`The metadata ${name} is given more than once.`);
    fields.set(name, value);
  };
  for (const pair of flags.metadata ?? []) {
    const at = pair.indexOf("=");
    const typed = pair[at - 1] === ":";
    const name = pair.slice(0, typed ? at - 1 : Math.max(at, 0));
    if (name === "") throw new UsageError(`--metadata takes name=text or name:=json, not ${pair}.`);
    add(name, typed ? parseValue(name, pair.slice(at + 1)) : pair.slice(at + 1));
  }
  if (flags.target !== undefined) add("target", flags.target);
  return fields.size === 0 ? undefined : Object.fromEntries(fields);
}

/** Parses the value of `name:=json`. */
function parseValue(name: string, text: string): unknown {
  const flag = `--metadata ${name}:=`;
  return parseFlagJson(
    flag,
    text,
    `${flag} takes JSON, such as ${name}:=5, ${name}:=true or ${name}:='["a"]'. For text, write ${name}=text.`,
  );
}

function parseObject(text: string): Record<string, unknown> {
  const advice = "--metadata-json takes a JSON object, such as '{\"lines_changed\": 120}'.";
  const value = asObject(parseFlagJson("--metadata-json", text, advice));
  if (value) return value;
  throw new UsageError(advice);
}

/** Parses `90s`, `30m`, `8h` or plain seconds. Returns milliseconds. @throws UsageError */
export function parseDuration(text: string, flag = "--timeout"): number {
  const [, amount, unit = "s"] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(ms > 0)) throw new UsageError(`${flag} takes a duration such as 90s, 30m or 8h, not ${text}.`);
  return ms;
}

/**
 * Returns the command after `--`. Words before it are more likely a mistyped flag than a command.
 * @param words what commander collected; `argv` is the whole line
 * @throws UsageError
 */
export function readCommand(words: readonly string[], argv: readonly string[]): readonly string[] {
  const dashes = argv.indexOf("--");
  if (words.length > 0 && (dashes === -1 || argv.length - dashes - 1 !== words.length)) {
    throw new UsageError("Put the command after --, as in: agentlattice gate pr.merge -- git push");
  }
  if (dashes !== -1 && dashes === argv.length - 1) throw new UsageError("Put a command after --, or leave -- out.");
  return words;
}

/**
 * Returns true when the metadata is passed on as it was approved. Something has to receive it: a command, or the reader of `--json`.
 * @throws UsageError
 */
export function readPassMetadata(
  { passMetadata = false, json = false }: Pick<GateFlags, "passMetadata" | "json">,
  { metadata = {} }: Pick<GateOptions, "metadata">,
  command: readonly string[],
): boolean {
  if (passMetadata && command.length === 0 && !json)
    throw new UsageError("--pass-metadata passes the approved metadata to a command. Give one after --, or read it from --json.");
  if (passMetadata) assertDistinct(metadata);
  return passMetadata;
}
