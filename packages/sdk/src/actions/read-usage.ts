import { AgentLatticeError } from "../errors.ts";
import type { Usage } from "../results.ts";

export const USAGE_FIELDS = [
  "inputTokens",
  "outputTokens",
  "maxTokens",
  "usd",
  "seconds",
  "estimated",
] as const satisfies readonly (keyof Usage)[];
const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

/** The counts by which a usage with the names of a vendor, or of the API, is known. */
const VENDOR_NAMES = ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"];

/** Members of a usage that are parts or sums of its other numbers: of Chat Completions, Responses, Messages and their relatives. */
const PARTS = new Set([
  ...["total_tokens", "cached_tokens", "reasoning_tokens", "prompt_cache_hit_tokens", "prompt_cache_miss_tokens"],
  ...["totalTokens", "cachedInputTokens", "reasoningTokens", "inputTokenDetails", "outputTokenDetails", "raw"],
]);

/**
 * Reads a usage as OpenAI, Anthropic, this SDK or the API writes it. Returns undefined for an empty one. Sends nothing. Fails closed: it throws
 * for a usage whose cost is not known.
 * @throws AgentLatticeError USAGE_UNKNOWN for an unknown form
 * @example
 * const usage = readUsage(completion.usage);
 */
export function readUsage(given: object): Usage | undefined {
  if (!isRecord(given)) throw unknownForm({ [String(given)]: given });
  const members = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  if (members.length === 0) return undefined;
  const fields = Object.fromEntries(members);
  const usage = VENDOR_NAMES.some((name) => name in fields) ? readVendor(fields) : readOwn(fields);
  const entries = Object.entries(usage).filter(([, value]) => value !== undefined);
  if (entries.length === 0 || !entries.every(([name, value]) => isValid(name as keyof Usage, value))) throw unknownForm(fields);
  return Object.fromEntries(entries);
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the fields of `Usage`. Every other field is an error: a misspelt one would be a missing cost. */
function readOwn(fields: Fields): Fields {
  if (Object.keys(fields).some((name) => !USAGE_FIELDS.some((known) => known === name) && !PARTS.has(name))) throw unknownForm(fields);
  return Object.fromEntries(USAGE_FIELDS.map((name) => [name, fields[name]]));
}

/**
 * Reads the names of a vendor. Their other members, such as details and the service tier, are ignored, but not an unknown number of tokens.
 * The cached tokens of Messages are not part of `input_tokens`, and are added. Those of OpenAI are.
 */
function readVendor(fields: Fields): Fields {
  const { prompt_tokens, completion_tokens, total_tokens, input_tokens, output_tokens, max_tokens, usd, seconds, estimated, ...others } =
    fields;
  const { cache_creation_input_tokens = 0, cache_read_input_tokens = 0, ...rest } = others;
  const isCount = ([name, value]: [string, unknown]) => /tokens$/i.test(name) && typeof value === "number" && !PARTS.has(name);
  if (Object.entries(rest).some(isCount)) throw unknownForm(fields);
  const same = { maxTokens: max_tokens, usd, seconds, estimated };
  if (prompt_tokens === undefined) {
    const cached = plus(cache_creation_input_tokens, cache_read_input_tokens);
    return { ...same, inputTokens: cached === 0 ? input_tokens : plus(input_tokens, cached), outputTokens: output_tokens };
  }
  const generated = completion_tokens ?? (total_tokens === undefined ? undefined : Number(total_tokens) - Number(prompt_tokens));
  return { ...same, inputTokens: prompt_tokens, outputTokens: generated };
}

/** Adds two counts. The sum of anything else is no valid count. */
const plus = (a: unknown, b: unknown) => (typeof a === "number" && typeof b === "number" ? a + b : Number.NaN);

function unknownForm(fields: Fields): AgentLatticeError {
  const names = Object.keys(fields).filter((name) => /^\w{1,40}$/.test(name));
  return new AgentLatticeError(
    "USAGE_UNKNOWN",
    `The usage (${names.slice(0, 12).join(", ")}) is not that of OpenAI or Anthropic, or has an invalid value, so its cost is not known. State it with usageOf of guard or costOf of budget: { inputTokens, outputTokens }.`,
  );
}

function isValid(name: keyof Usage, value: unknown): boolean {
  if (name === "usd") return typeof value === "string" && DECIMAL.test(value);
  if (name === "estimated") return value === true;
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
