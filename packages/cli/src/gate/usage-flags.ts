import { readFile } from "node:fs/promises";
import { AgentLatticeError, readUsage, type Usage } from "@agentlattice/sdk";
import type { Command } from "commander";
import { parseJsonObject } from "../json-object.ts";
import { UsageError } from "../usage-error.ts";

/** The flags that state the cost of an action. */
export interface UsageFlags {
  readonly usageInputTokens?: string | undefined;
  readonly usageOutputTokens?: string | undefined;
  readonly usageUsd?: string | undefined;
  readonly usageSeconds?: string | undefined;
}

const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

export function withUsageFlags(command: Command): Command {
  return command
    .option("--usage-input-tokens <n>", "number of input tokens")
    .option("--usage-output-tokens <n>", "number of output tokens")
    .option("--usage-usd <amount>", "cost in US dollars, such as 0.0125")
    .option("--usage-seconds <n>", "duration in whole seconds");
}

/** Returns the cost that the flags state, or undefined. @throws UsageError */
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
 * `{"input_tokens": 120, "usd": "0.0125"}`, or a usage as OpenAI or Anthropic returns it. Returns undefined when the file is empty.
 * @throws UsageError
 */
export async function readUsageFile(file: string): Promise<Usage | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() === "") return undefined;
  try {
    return readUsage(parseObject(text));
  } catch (error) {
    throw error instanceof AgentLatticeError ? new UsageError(`AL_USAGE_FILE: ${error.message}`) : error;
  }
}

function parseObject(text: string): Record<string, unknown> {
  const value = parseJsonObject(text);
  if (value) return value;
  throw new UsageError('AL_USAGE_FILE must contain one JSON object, such as {"input_tokens": 120}.');
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
