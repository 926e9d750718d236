import { timeText } from "@agentlattice/core/input";
import { z } from "zod";
import { DecisionAction } from "./actions.ts";
import { AT_MOST_ONE, atMostOne, ONE_SOURCE, oneSource, PolicyMode, policySource, versionOrSource } from "./policies.ts";
import { actionType, environment, hex32, id, timestamp } from "./primitives.ts";
import { orderedRange } from "./time-range.ts";

const MAX_REPLAYED = 1_000_000;

const count = z.number().int().min(0);
const window = {
  from: timeText.optional().describe("Time of the oldest decision. Default: as far back as the limit allows"),
  to: timeText.optional().describe("Time of the newest decision. Default: now"),
  limit: z.number().int().min(1).max(MAX_REPLAYED).default(10_000).describe("Maximum number of decisions; the newest are used"),
};

/** Backtests a document that need not be saved. */
export const BacktestInput = orderedRange(z.strictObject({ ...policySource, ...window }))
  .refine(oneSource, ONE_SOURCE)
  .meta({ id: "BacktestInput" });
export type BacktestInput = z.infer<typeof BacktestInput>;

/** Backtests a version of a policy, or a document that could become one. */
export const PolicyBacktestInput = orderedRange(z.strictObject({ ...versionOrSource, ...window }))
  .refine(atMostOne, AT_MOST_ONE)
  .meta({ id: "PolicyBacktestInput" });
export type PolicyBacktestInput = z.infer<typeof PolicyBacktestInput>;

export const BacktestFlip = z.strictObject({
  audit_event_id: id("evt"),
  seq: z.number().int().describe("seq of the decision's ledger entry"),
  at: timestamp,
  action_type: actionType,
  environment,
  agent: z.strictObject({ id: id("agt"), name: z.string() }),
  target: z.string().nullable().describe("Target of the action as named by the agent. Untrusted text"),
  recorded: z.enum(["executed", "denied", "requested"]).describe("The recorded decision"),
  before: DecisionAction.describe("The verdict of the current policies"),
  after: DecisionAction.describe("The verdict of the current policies together with this document"),
  message: z.string().describe("of the answer after"),
});
export type BacktestFlip = z.infer<typeof BacktestFlip>;

export const BacktestClass = z.strictObject({
  before: DecisionAction,
  after: DecisionAction,
  direction: z.enum(["wider", "narrower", "other"]).describe("`wider`: allows more than before"),
  count,
  examples: z.array(BacktestFlip).describe("The newest decisions of the class, at most 5"),
});
export type BacktestClass = z.infer<typeof BacktestClass>;

export const NotReplayedReason = z
  .enum(["payload_erased", "agent_gone", "content_withheld", "history_unknown"])
  .describe(
    "payload_erased: the submission was erased. agent_gone: the agent no longer exists. content_withheld: a module withheld content of the submission. history_unknown: a limit or history rule was not in force at the time",
  );
export type NotReplayedReason = z.infer<typeof NotReplayedReason>;

/**
 * The verdicts that a document would have given. Agents and the other policies are the current ones; the document is evaluated as if
 * it were in force, whatever its mode. Limits and history rules keep their recorded results.
 */
export const BacktestResult = z
  .strictObject({
    name: z.string(),
    hash: hex32,
    version: z.number().int().nullable().describe("null when the request contained the document"),
    mode: PolicyMode.describe("Mode of the document. Unless it is `enforce`, publishing the document changes no decision"),
    considered: count.describe("Number of recorded decisions on actions that the document, or the version it replaces, matches"),
    replayed: count,
    not_replayed: count,
    reasons: z.array(z.strictObject({ reason: NotReplayedReason, count })).describe("Why decisions were not replayed, most frequent first"),
    more: z.boolean().describe("true when the limit left out older decisions"),
    since: timestamp.nullable().describe("Time of the oldest considered decision"),
    until: timestamp.nullable().describe("Time of the newest considered decision"),
    changed: count,
    wider: count.describe("Number of changed decisions that would allow more"),
    classes: z.array(BacktestClass).describe("Classes of changes, widenings first"),
    duration_ms: count,
  })
  .meta({ id: "BacktestResult" });
export type BacktestResult = z.infer<typeof BacktestResult>;

/** Data of the event `progress`. The events `result` and `problem` have a BacktestResult or a Problem. */
export const BacktestProgress = z.strictObject({ done: count, total: count }).meta({ id: "BacktestProgress" });
export type BacktestProgress = z.infer<typeof BacktestProgress>;
