import type { Usage } from "../results.ts";
import { isRecord, readUsage, USAGE_FIELDS } from "./read-usage.ts";

/** Usage with the field names of the API. */
interface WireUsage {
  input_tokens?: number;
  output_tokens?: number;
  max_tokens?: number;
  usd?: string;
  seconds?: number;
  estimated?: true;
}

const WIRE_NAMES: Readonly<Record<keyof Usage, keyof WireUsage>> = {
  inputTokens: "input_tokens",
  outputTokens: "output_tokens",
  maxTokens: "max_tokens",
  usd: "usd",
  seconds: "seconds",
  estimated: "estimated",
};

/** Converts checked usage to the field names of the API. */
export function toWireUsage(usage: Usage): WireUsage {
  return Object.fromEntries(USAGE_FIELDS.flatMap((name) => (usage[name] === undefined ? [] : [[WIRE_NAMES[name], usage[name]]])));
}

/** Members in which results state their usage: that of OpenAI and Anthropic, and those of others, whose forms are not read. */
const USAGE_MEMBERS = ["usage", "usageMetadata", "usage_metadata", "tokenUsage", "token_usage"];

/**
 * Reads the `usage` of a result: with the fields of `Usage`, or as OpenAI (Chat Completions, Responses) and Anthropic (Messages) return it.
 * Returns undefined when the result has none.
 * @throws AgentLatticeError USAGE_UNKNOWN for a usage of another form, because its cost would be missing from the budgets
 */
export function findUsage(result: unknown): Usage | undefined {
  const stated = statedUsage(result);
  return stated && readUsage(stated);
}

/** Returns true when a result or an error has a usage, known or not. */
export const statesUsage = (result: unknown): boolean => statedUsage(result) !== undefined;

function statedUsage(result: unknown): object | undefined {
  if (!isRecord(result)) return undefined;
  return USAGE_MEMBERS.map((name) => result[name]).find((usage) => isRecord(usage) && Object.keys(usage).length > 0) as object | undefined;
}
