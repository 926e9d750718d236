import { z } from "zod";
import { DecisionAction } from "./actions.ts";
import { ONE_AT_MOST, ONE_SOURCE, oneAtMost, oneSource, PolicyMode, policySource, versionOrSource } from "./policies.ts";
import { actionType, environment, hex32, id, timestamp } from "./primitives.ts";

const MAX_REPLAYED = 1_000_000;

const count = z.number().int().min(0);
const window = {
  from: z.iso.datetime({ offset: true }).optional().describe("the oldest decision; as far back as the limit reaches unless it is given"),
  to: z.iso.datetime({ offset: true }).optional().describe("the newest decision; now unless it is given"),
  limit: z.number().int().min(1).max(MAX_REPLAYED).default(10_000).describe("the newest so many of them"),
};
const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }) =>
  from === undefined || to === undefined || Date.parse(from) <= Date.parse(to);
const IN_ORDER = { error: "must not be before from", path: ["to"] };

/** A document that need not be saved, against the record. */
export const BacktestInput = z
  .strictObject({ ...policySource, ...window })
  .refine(oneSource, ONE_SOURCE)
  .refine(inOrder, IN_ORDER)
  .meta({ id: "BacktestInput" });
export type BacktestInput = z.infer<typeof BacktestInput>;

/** A version of a policy, or a text that is to become one, against the record. */
export const PolicyBacktestInput = z
  .strictObject({ ...versionOrSource, ...window })
  .refine(oneAtMost, ONE_AT_MOST)
  .refine(inOrder, IN_ORDER)
  .meta({ id: "PolicyBacktestInput" });
export type PolicyBacktestInput = z.infer<typeof PolicyBacktestInput>;

export const BacktestFlip = z.strictObject({
  audit_event_id: id("evt"),
  seq: z.number().int().describe("of its entry in the ledger"),
  at: timestamp,
  action_type: actionType,
  environment,
  agent: z.strictObject({ id: id("agt"), name: z.string() }),
  target: z.string().nullable().describe("what it acts on, as the agent named it; untrusted"),
  recorded: z.enum(["executed", "denied", "requested"]).describe("what was answered then"),
  before: DecisionAction.describe("the answer of the policies in force now"),
  after: DecisionAction.describe("the answer with this document in force among them"),
  message: z.string().describe("of the answer after"),
});
export type BacktestFlip = z.infer<typeof BacktestFlip>;

export const BacktestClass = z.strictObject({
  before: DecisionAction,
  after: DecisionAction,
  direction: z.enum(["wider", "narrower", "other"]).describe("wider: more gets through than before"),
  count,
  examples: z.array(BacktestFlip).describe("the newest of them, at most 5"),
});
export type BacktestClass = z.infer<typeof BacktestClass>;

export const NotReplayedReason = z
  .enum(["payload_erased", "agent_gone", "content_withheld", "history_unknown"])
  .describe(
    "payload_erased: what was submitted is gone. agent_gone: who asked is gone. content_withheld: a module kept back what it found. history_unknown: a limit or history rule that was not in force then",
  );
export type NotReplayedReason = z.infer<typeof NotReplayedReason>;

/**
 * What a document would have answered. Agents and the other policies are as they are now; the document is judged as if it
 * were in force, whatever its mode. Limits and history answer what they answered then.
 */
export const BacktestResult = z
  .strictObject({
    name: z.string(),
    hash: hex32,
    version: z.number().int().nullable().describe("null when the document was sent"),
    mode: PolicyMode.describe("of the document: while it does not enforce, publishing it changes no answer"),
    considered: count.describe("recorded decisions on actions that the document, or what it replaces, covers"),
    replayed: count,
    not_replayed: count,
    reasons: z.array(z.strictObject({ reason: NotReplayedReason, count })).describe("why some were not replayed, most frequent first"),
    more: z.boolean().describe("whether older ones were left out by the limit"),
    since: timestamp.nullable().describe("the oldest decision that was considered"),
    until: timestamp.nullable().describe("the newest"),
    changed: count,
    wider: count.describe("of the changed: more gets through"),
    classes: z.array(BacktestClass).describe("widenings first, from deny to allow at the top"),
    duration_ms: count,
  })
  .meta({ id: "BacktestResult" });
export type BacktestResult = z.infer<typeof BacktestResult>;

/** `data` of a stream's event `progress`; the events `result` and `problem` carry a BacktestResult or a Problem. */
export const BacktestProgress = z.strictObject({ done: count, total: count }).meta({ id: "BacktestProgress" });
export type BacktestProgress = z.infer<typeof BacktestProgress>;
