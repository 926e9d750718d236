import type { Usage } from "../results.ts";

/** Usage with the field names of the API. */
interface WireUsage {
  input_tokens?: number;
  output_tokens?: number;
  max_tokens?: number;
  usd?: string;
  seconds?: number;
}

const WIRE_NAMES: Readonly<Record<keyof Usage, keyof WireUsage>> = {
  inputTokens: "input_tokens",
  outputTokens: "output_tokens",
  maxTokens: "max_tokens",
  usd: "usd",
  seconds: "seconds",
};
const NAMES = Object.keys(WIRE_NAMES) as (keyof Usage)[];
const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

/** Converts checked usage to the field names of the API. */
export function toWireUsage(usage: Usage): WireUsage {
  return Object.fromEntries(NAMES.flatMap((name) => (usage[name] === undefined ? [] : [[WIRE_NAMES[name], usage[name]]])));
}

/**
 * Reads the `usage` of a result as model clients return it: with the fields of `Usage`, or `input_tokens` and `output_tokens`. Ignores
 * other fields and invalid values. Returns undefined when no cost is given.
 */
export function findUsage(result: unknown): Usage | undefined {
  const found = isRecord(result) ? result.usage : undefined;
  if (!isRecord(found)) return undefined;
  const usage = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = found[name] ?? found[WIRE_NAMES[name]];
      return isValid(name, value) ? [[name, value]] : [];
    }),
  );
  return Object.keys(usage).length > 0 ? usage : undefined;
}

function isValid(name: keyof Usage, value: unknown): boolean {
  if (name === "usd") return typeof value === "string" && DECIMAL.test(value);
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
