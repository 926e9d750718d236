import { readFile } from "node:fs/promises";
import type { Usage } from "@agentlattice/sdk";
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";

/** The flags of a command that states what an action cost. */
export interface UsageFlags {
  readonly usageInputTokens?: string | undefined;
  readonly usageOutputTokens?: string | undefined;
  readonly usageUsd?: string | undefined;
  readonly usageSeconds?: string | undefined;
}

const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

export function withUsageFlags(command: Command): Command {
  return command
    .option("--usage-input-tokens <n>", "input tokens that it used")
    .option("--usage-output-tokens <n>", "output tokens that it used")
    .option("--usage-usd <amount>", "money that it cost, such as 0.0125")
    .option("--usage-seconds <n>", "whole seconds that it took");
}

/** Returns the cost that the flags state, or undefined when they state none. @throws UsageError */
export function readUsageFlags(flags: UsageFlags): Usage | undefined {
  const inputTokens = wholeNumber("--usage-input-tokens", flags.usageInputTokens);
  const outputTokens = wholeNumber("--usage-output-tokens", flags.usageOutputTokens);
  const usd = money(flags.usageUsd);
  const seconds = wholeNumber("--usage-seconds", flags.usageSeconds);
  const usage: Usage = {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(usd === undefined ? {} : { usd }),
    ...(seconds === undefined ? {} : { seconds }),
  };
  return Object.keys(usage).length > 0 ? usage : undefined;
}

/**
 * Reads the cost that a command wrote to the file named by `AL_USAGE_FILE`: a JSON object with the fields of the API, such as
 * `{"input_tokens": 120, "usd": "0.0125"}`. Returns undefined when the command wrote none.
 * @throws UsageError
 */
export async function readUsageFile(file: string): Promise<Usage | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() === "") return undefined;
  return readUsageFlags(toFlags(parseObject(text)));
}

function toFlags({ input_tokens, output_tokens, usd, seconds, ...rest }: Record<string, unknown>): UsageFlags {
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined)
    throw new UsageError(`AL_USAGE_FILE has no field ${unknown}. Its fields are input_tokens, output_tokens, usd, seconds.`);
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return {
    usageInputTokens: text(input_tokens),
    usageOutputTokens: text(output_tokens),
    usageUsd: text(usd),
    usageSeconds: text(seconds),
  };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError('AL_USAGE_FILE must hold one JSON object, such as {"input_tokens": 120}.');
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new UsageError(`${flag} takes a whole number from 0, not ${text}.`);
  return value;
}

function money(text: string | undefined): string | undefined {
  if (text !== undefined && !DECIMAL.test(text)) throw new UsageError(`--usage-usd takes an amount such as 0.0125, not ${text}.`);
  return text;
}
