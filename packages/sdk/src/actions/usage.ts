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

/**
 * Reads the `usage` of a result: with the fields of `Usage`, or as OpenAI (Chat Completions, Responses) and Anthropic (Messages) return it.
 * Returns undefined when the result has none.
 * @throws AgentLatticeError USAGE_UNKNOWN for a usage of another form, because its cost would be missing from the budgets
 */
export function findUsage(result: unknown): Usage | undefined {
  return statesUsage(result) ? readUsage(result.usage) : undefined;
}

/** Returns true when a result or an error has a usage, known or not. */
export function statesUsage(result: unknown): result is { readonly usage: object } {
  return isRecord(result) && isRecord(result.usage) && Object.keys(result.usage).length > 0;
}
