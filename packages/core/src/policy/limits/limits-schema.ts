import { z } from "zod";
import { ACTION_PATTERN, ACTION_PATTERN_FORM } from "../../model/action-pattern.ts";
import { parseDuration } from "../../model/duration.ts";
import { duration } from "../../model/duration-schema.ts";

const MAX_WINDOW_SECONDS = 31 * 86_400;
const MAX_AMOUNT = 1_000_000_000;

const window = duration.refine((value) => (parseDuration(value) ?? 0) <= MAX_WINDOW_SECONDS, "must be at most 31d");
const amount = z.number().int().min(1).max(MAX_AMOUNT);
const share = z.number().gt(0).lte(1);
const subject = z.enum(["agent", "session", "organisation", "action"]);

export const RATE = /^([1-9]\d{0,6})\/(s|sec|second|m|min|minute|h|hour|d|day)$/;

const usd = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal text such as "5.00"');

const budget = z.strictObject({
  usd: usd.optional(),
  tokens: amount.optional(),
  calls: amount.optional(),
  seconds: amount.optional(),
  per: z.enum(["session", "run", "agent", "organisation", "hour", "day", "week", "month", "total"]),
  /** Shares of the cap at which `budget.threshold` is recorded, each once. */
  warn_at: z.union([share, z.array(share).min(1).max(8)]).optional(),
  /** The answer to a model call without a stated cost. */
  unknown_model: z.enum(["deny", "allow"]).optional(),
  /** The tokens reserved for a model call that states none. */
  default_max_tokens: amount.optional(),
  /** The answer at the cap: a denial, or a request to extend the cap. */
  at_cap: z.enum(["deny", "ask"]).optional(),
  /** The most by which people may extend the cap in one period, all extensions together. */
  extend: z.strictObject({ max: z.union([usd, amount]) }).optional(),
});

const limit = z.strictObject({
  rate: z.string().regex(RATE, "must be a rate such as 10/min").optional(),
  burst: amount.optional(),
  budget: budget.optional(),
  by: subject.optional(),
});

const actions = z.array(z.string().max(128).regex(ACTION_PATTERN, ACTION_PATTERN_FORM)).min(1).max(64);
const by = z.enum(["agent", "session", "organisation"]).optional();
const counted = { actions, within: window, by };

const rule = z.strictObject({
  count: z.strictObject(counted).optional(),
  distinct: z.strictObject({ ...counted, field: z.string().min(1).max(256) }).optional(),
  sum: z.strictObject({ ...counted, field: z.string().min(1).max(256) }).optional(),
  /** `before`: one of these must have been executed before; `after`: none of these may have been. */
  sequence: z.strictObject({ before: actions.optional(), after: actions.optional(), within: window, by }).optional(),
  operator: z.enum(["lt", "lte", "gt", "gte", "eq", "neq"]).optional(),
  value: z.number().min(0).max(MAX_AMOUNT).optional(),
  remedy: z.string().min(1).max(1024).optional(),
});

export const LimitsSchema = z.array(limit).min(1).max(16);
export const HistorySchema = z.array(rule).min(1).max(16);

export type Limit = z.infer<typeof limit>;
export type Budget = z.infer<typeof budget>;
export type HistoryRule = z.infer<typeof rule>;
