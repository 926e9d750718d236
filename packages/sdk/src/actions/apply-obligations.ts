import { compareValues } from "@agentlattice/core/compare-values";
import { AgentLatticeDeniedError } from "../errors.ts";
import { deniedByPolicy } from "../refusals.ts";
import type { ActionResult, Obligation } from "../results.ts";
import type { JsonValue } from "../transport/json.ts";
import type { ActionOptions } from "./action-options.ts";
import { findPlaceholders, restorePlaceholders } from "./placeholders.ts";

/** A model, with its provider when that matters. */
export interface SuggestedModel {
  readonly provider?: string;
  readonly name: string;
}

/** The reduced service that a policy requires: the model and other parameters. */
export interface Degrade {
  readonly model?: SuggestedModel;
  readonly [param: string]: JsonValue | SuggestedModel | undefined;
}

/** The obligations of an answer, applied to what you sent. */
export interface Applied<Sent extends ActionOptions = ActionOptions> {
  /** The options that you sent, with every redacted or transformed field replaced. Use these when you act. */
  readonly effective: Sent;
  /** The content to use: `effective.content`. */
  readonly content: string | undefined;
  /** Names of the replaced options. */
  readonly changed: readonly (keyof ActionOptions)[];
  /** The reduced service, when a policy requires one. */
  readonly degrade: Degrade | undefined;
  /** True when only a summary of the content may be stored. */
  readonly storeSummaryOnly: boolean;
  /** Maximum retention of stored data, such as `30d`. */
  readonly retainFor: string | undefined;
  /** A model that the policy suggests. */
  readonly suggestedModel: SuggestedModel | undefined;
  /** The remaining obligations: those that you declared in `supports`, and advice that this SDK does not know. */
  readonly others: readonly Obligation[];
  /** The value of each placeholder in `effective`, from what you sent. Contains personal data: do not log it. */
  readonly placeholders: ReadonlyMap<string, string>;
  /** Replaces these placeholders by their values, for example in the answer of a model. Sends nothing. */
  restore(text: string): string;
}

/** API names of the options that a module can rewrite. */
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

function replacedFields({ effective = {} }: Pick<ActionResult, "effective">) {
  return Object.entries(effective).flatMap(([wire, value]) =>
    Object.hasOwn(FIELDS, wire) ? [{ wire, name: FIELDS[wire as keyof typeof FIELDS], value }] : [],
  );
}

/** Returns the options with every field that policies or a reviewer changed. */
export function replaceFields<Sent extends ActionOptions>(sent: Sent, result: Pick<ActionResult, "effective">): Sent {
  // The fields of the answer have the types of the fields that were sent.
  return { ...sent, ...Object.fromEntries(replacedFields(result).map(({ name, value }) => [name, value])) };
}

/**
 * Applies obligations without sending anything. INVARIANT: throws for an answer that does not allow the action, now or after an approval.
 * @param supports what the client supports in every action
 */
export function applyObligations<Sent extends ActionOptions>(
  sent: Sent,
  result: ActionResult,
  supports: readonly string[] = [],
): Applied<Sent> {
  if (result.status !== "executed" && result.status !== "requested" && result.status !== "approved") throw deniedByPolicy(result);
  refuseUnsupported(result, [...KNOWN, ...(sent.supports ?? supports)]);
  const replaced = replacedFields(result);
  const effective = replaceFields(sent, result);
  const paramsOf = (type: string) => result.obligations.find((obligation) => obligation.type === type)?.params;
  const findings = result.decision.findings ?? [];
  const placeholders = new Map(
    replaced.flatMap(({ wire, name, value }) => findPlaceholders(wire, sent[name] as JsonValue | undefined, value, findings)),
  );
  const degrades = result.obligations.some(({ type }) => type === "degrade");
  const retained = paramsOf("retain")?.for;
  return {
    effective,
    content: effective.content,
    changed: replaced.filter(({ name, value }) => compareValues(name, sent[name], value).length > 0).map(({ name }) => name),
    degrade: degrades ? readDegrade(paramsOf("degrade")) : undefined,
    storeSummaryOnly: result.obligations.some(({ type }) => type === "store_summary_only"),
    retainFor: typeof retained === "string" ? retained : undefined,
    suggestedModel: readModel(paramsOf("route")?.model),
    others: result.obligations.filter(({ type }) => !KNOWN.has(type)),
    placeholders,
    restore: (text) => restorePlaceholders(text, placeholders),
  };
}

function readDegrade({ model: value, ...rest }: Readonly<Record<string, JsonValue>> = {}): Degrade {
  const model = readModel(value);
  return { ...rest, ...(model ? { model } : {}) };
}

function readModel(value: JsonValue | undefined): SuggestedModel | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || typeof value.name !== "string") return undefined;
  return { ...(typeof value.provider === "string" ? { provider: value.provider } : {}), name: value.name };
}

/** Throws when the server requires an obligation that the caller did not declare. */
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
