import type { ActionOptions } from "./action-options.ts";
import { AgentLatticeDeniedError } from "./errors.ts";
import type { JsonValue } from "./json.ts";
import { findPlaceholders, restorePlaceholders } from "./placeholders.ts";
import { deniedByPolicy } from "./refusals.ts";
import type { ActionResult, Obligation } from "./results.ts";

/** A model by name, of a provider when it matters which. */
export interface SuggestedModel {
  readonly provider?: string;
  readonly name: string;
}

/** The reduced service to use: the model, and whatever else the policy says. */
export interface Degrade {
  readonly model?: SuggestedModel;
  readonly [param: string]: JsonValue | SuggestedModel | undefined;
}

/** What an answer asks of you, put to work on what you sent. */
export interface Applied<Sent extends ActionOptions = ActionOptions> {
  /** What you sent with every field replaced that must be: act with this, not with what you sent. */
  readonly effective: Sent;
  /** `effective.content`. */
  readonly content: string | undefined;
  /** Names of the options that were replaced. */
  readonly changed: readonly (keyof ActionOptions)[];
  /** What to use instead, in the words of the policy, when it asks for a reduced service. */
  readonly degrade: Degrade | undefined;
  /** Of the content, only a summary may be stored. */
  readonly storeSummaryOnly: boolean;
  /** How long what is stored may be kept, such as `30d`. */
  readonly retainFor: string | undefined;
  /** A model that would do. Advice. */
  readonly suggestedModel: SuggestedModel | undefined;
  /** Obligations of your own that you said you support, and advice that this SDK has no words for. */
  readonly others: readonly Obligation[];
  /** What stands behind each placeholder in `effective`, from what you sent yourself. Private: do not log it. */
  readonly placeholders: ReadonlyMap<string, string>;
  /** Puts values back for these placeholders, in a model's answer for instance. Nothing is sent anywhere. */
  restore(text: string): string;
}

/** Names on the wire of the options that a module can rewrite. */
const FIELDS = {
  metadata: "metadata",
  data_accessed: "dataAccessed",
  content: "content",
  justification: "justification",
  summary: "summary",
  before: "before",
  after: "after",
  tool: "tool",
  model: "model",
  skill: "skill",
  memory: "memory",
  tags: "tags",
  data_subjects: "dataSubjects",
  session_id: "sessionId",
  correlation_id: "correlationId",
} as const satisfies Record<string, keyof ActionOptions>;

const KNOWN = new Set(["redact", "transform", "degrade", "store_summary_only", "retain", "route"]);

/**
 * Works on what the caller sent and was answered alone.
 * INVARIANT: there is nothing to go on with after an answer that does not let the action run, now or after an approval.
 * @param supports what the client supports in every action
 */
export function applyObligations<Sent extends ActionOptions>(
  sent: Sent,
  result: ActionResult,
  supports: readonly string[] = [],
): Applied<Sent> {
  if (result.status !== "executed" && result.status !== "requested" && result.status !== "approved") throw deniedByPolicy(result);
  refuseUnsupported(result, [...KNOWN, ...(sent.supports ?? supports)]);
  const replaced = Object.entries(result.effective ?? {}).flatMap(([wire, value]) =>
    Object.hasOwn(FIELDS, wire) ? [{ wire, name: FIELDS[wire as keyof typeof FIELDS], value }] : [],
  );
  // The fields of the answer are those of what was sent, with other texts.
  const effective = { ...sent, ...Object.fromEntries(replaced.map(({ name, value }) => [name, value])) } as Sent;
  const paramsOf = (type: string) => result.obligations.find((duty) => duty.type === type)?.params;
  const findings = result.decision.findings ?? [];
  const placeholders = new Map(
    replaced.flatMap(({ wire, name, value }) => findPlaceholders(wire, sent[name] as JsonValue | undefined, value, findings)),
  );
  const degrades = result.obligations.some(({ type }) => type === "degrade");
  const retained = paramsOf("retain")?.for;
  return {
    effective,
    content: effective.content,
    changed: replaced.map(({ name }) => name),
    degrade: degrades ? readDegrade(paramsOf("degrade")) : undefined,
    storeSummaryOnly: result.obligations.some(({ type }) => type === "store_summary_only"),
    retainFor: typeof retained === "string" ? retained : undefined,
    suggestedModel: readModel(paramsOf("route")?.model),
    others: result.obligations.filter(({ type }) => !KNOWN.has(type)),
    placeholders,
    restore: (text) => restorePlaceholders(text, placeholders),
  };
}

function readDegrade({ model: said, ...rest }: Readonly<Record<string, JsonValue>> = {}): Degrade {
  const model = readModel(said);
  return { ...rest, ...(model ? { model } : {}) };
}

function readModel(said: JsonValue | undefined): SuggestedModel | undefined {
  if (typeof said !== "object" || said === null || Array.isArray(said) || typeof said.name !== "string") return undefined;
  return { ...(typeof said.provider === "string" ? { provider: said.provider } : {}), name: said.name };
}

/** A server that asks for what nobody said they could do is not one to act upon. */
function refuseUnsupported(result: ActionResult, supported: readonly string[]): void {
  const missing = result.obligations.find(({ type, advisory }) => !advisory && !supported.includes(type));
  if (!missing) return;
  throw new AgentLatticeDeniedError(`${result.actionType}: ${missing.policy} requires ${missing.type}, which was not among supports.`, {
    reason: "OBLIGATION_UNSUPPORTED",
    policy: missing.policy,
    conditions: [],
    auditEventId: result.auditEventId,
  });
}
