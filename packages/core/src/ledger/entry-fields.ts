import { z } from "zod";
import { DECISION_SEVERITY, type DecisionAction } from "../evidence/decision-actions.ts";
import { DENIAL_REASONS } from "../evidence/denial-reasons.ts";
import type { IdPrefix } from "../ids/type-id.ts";
import { ACTION_OR_PREFIX } from "../model/action-pattern.ts";
import { ACTION_TYPE, MAX_ACTION_TYPE_LENGTH } from "../model/action-type.ts";

// INVARIANT: every string is one of our ids, a closed code, a hash, a time or an action type. Free text would stay in the log for ever, so it is
// stored as a payload behind a salted commitment.

export const id = (prefix: IdPrefix) => z.string().regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`));
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A keyed hash of an id that a caller chose, by which entries are found. */
export const reference = z.string().regex(/^[0-9a-f]{32}$/);
export const thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/);
export const dotted = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*$/);
export const timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const actionType = z.string().max(MAX_ACTION_TYPE_LENGTH).regex(ACTION_TYPE);
export const actionPattern = z.string().max(130).regex(ACTION_OR_PREFIX);
export const environment = z.enum(["prod", "staging", "dev"]);
export const denialReason = z.enum(DENIAL_REASONS);
export const decisionAction = z.enum(Object.keys(DECISION_SEVERITY) as [DecisionAction, ...DecisionAction[]]);
export const vkey = z
  .string()
  .max(512)
  .regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
export const origin = z
  .string()
  .max(384)
  .regex(/^[a-z0-9.-]+\/log\/[a-z0-9]{1,64}\/g[1-9]\d{0,8}$/);

export const eventTypes = { event_types: z.array(dotted).max(32).optional() };

export const policyRef = z.strictObject({
  id: id("pol"),
  version: count,
  hash,
  verdict: z.enum(["allow", "approve", "deny", "guard"]),
  mode: z.enum(["enforce", "monitor", "report_only"]),
});

/** A finding: its kind and location, never the value. */
export const finding = z.strictObject({
  type: dotted,
  module: dotted,
  severity: z.enum(["low", "medium", "high", "critical"]),
  confidence: z.number().min(0).max(1),
  field: dotted,
  start: count,
  end: count,
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/)
    .optional(),
});

/** The limit that was exceeded. USD and sums in millionths, times in milliseconds. */
export const settled = z.strictObject({
  policy: id("pol"),
  part: z.enum(["limits", "history", "modules"]),
  index: count,
  measure: dotted,
  operator: dotted,
  limit: z.number(),
  actual: z.number().nullable(),
  period: count.optional(),
  retry_after: count.optional(),
});

/** A shadow verdict of a policy or the default, with conditions by path and result. */
export const shadowRef = policyRef.extend({
  id: z.union([id("pol"), z.literal("default")]),
  action: decisionAction.optional(),
  reason: denialReason.optional(),
  conditions: z
    .array(z.strictObject({ path: z.string().max(256), operator: dotted, result: z.boolean() }))
    .max(16)
    .optional(),
  findings: z.array(finding).max(64).optional(),
  settled: settled.optional(),
});

/** Number of caps that an entry lists. */
const MAX_CAPS = 256;
const budget = { policy: id("pol"), index: count, measure: z.enum(["usd", "tokens", "calls", "seconds"]), cap: count, used: count };

/** The thresholds that budgets passed for the first time, and the budgets that are used beyond their caps. USD in millionths. */
export const thresholds = z.array(z.strictObject({ ...budget, share: z.number().gt(0).lte(1) })).max(32);
export const overruns = z.array(z.strictObject(budget)).max(32);

const cap = { policy: id("pol"), index: count, measure: budget.measure };

/** The caps that a request exceeds, and the caps that a decision extends: by `amount`, to `total` in their period. USD in millionths. */
export const extension = z.array(z.strictObject({ ...cap, cap: count, needed: count, max: count })).max(MAX_CAPS);
export const extended = z.array(z.strictObject({ ...cap, amount: count, total: count })).max(MAX_CAPS);

/** Amounts of a reservation or a cost. */
export const amounts = z.strictObject({
  usd_micros: count.optional(),
  tokens: count.optional(),
  calls: count.optional(),
  seconds: count.optional(),
});
