import type { ActionInput, ActionResult, ConditionResult, Decision, Finding, Obligation } from "@agentlattice/contract";
import { COMPONENT_VERSIONS, encodeId, type GrantMismatch, type Json, traceOf, type Verdict } from "@agentlattice/core";
import type { FallbackModel } from "@agentlattice/core/policy";
import type { z } from "zod";
import { type ShadowPayload, shadowPayload } from "./shadow-answer.ts";

/** The payload `decision` of a submission's entry: the submission and the texts of the response. */
export interface DecisionPayload {
  readonly submission: ActionInput;
  readonly evaluation: {
    readonly message: string;
    readonly conditions: ConditionResult[];
    readonly obligations: z.infer<typeof Obligation>[];
    readonly findings?: Finding[];
    /** Texts of the verdicts of monitored policies. */
    readonly shadow?: readonly ShadowPayload[];
    /** One-line summary for reviewers. */
    readonly summary?: string;
    /** The grant that nearly covered the action. */
    readonly grant_mismatch?: GrantMismatch;
    /** Rewritten fields that the caller must use. */
    readonly rewritten?: string[];
    /** Fallback models by the wire id of the policy. The leaf names the one that is used. */
    readonly fallbacks?: Record<string, FallbackModel[]>;
    /** Trace id of the caller. */
    readonly trace_id?: string;
    /** Versions of the components that made the decision. */
    readonly versions?: Record<string, string>;
  };
}

/** The field with the values behind placeholders. Reading it requires a separate permission and is recorded. */
export const PLACEHOLDERS = "placeholders";

/** Returns the payload of a submission and its verdict, which {@link readDecisionPayload} reads. */
export function toDecisionPayload(submission: ActionInput, verdict: Verdict, traceId: string | undefined) {
  const { message, conditions_evaluated: conditions, obligations, findings, summary, grant_mismatch } = verdict;
  const rewritten = Object.keys(rewrittenFields(submission, verdict));
  const shadow = shadowPayload(verdict);
  return {
    submission: verdict.effective ?? submission,
    evaluation: {
      message,
      conditions,
      obligations,
      ...(findings.length > 0 ? { findings } : {}),
      ...(shadow.length > 0 ? { shadow } : {}),
      ...(summary === undefined ? {} : { summary }),
      ...(grant_mismatch === undefined ? {} : { grant_mismatch }),
      ...(rewritten.length > 0 ? { rewritten } : {}),
      ...(traceId === undefined ? {} : { trace_id: traceId }),
      versions: COMPONENT_VERSIONS,
      ...fallbacksOf(verdict),
    },
  };
}

function fallbacksOf({ settle }: Verdict): Pick<DecisionPayload["evaluation"], "fallbacks"> {
  const having = (settle?.checks ?? []).flatMap((check) => (check.kind === "circuit" && check.fallbacks.length > 0 ? [check] : []));
  if (having.length === 0) return {};
  return { fallbacks: Object.fromEntries(having.map(({ policy, fallbacks }) => [policy, fallbacks.map(({ model }) => model)])) };
}

/** Returns the trace, correlation and versions of a decision. @param entryId UUID of the entry */
export function tracedBy(
  entryId: string,
  { correlation_id }: Pick<ActionInput, "correlation_id">,
  { trace_id, versions }: Pick<DecisionPayload["evaluation"], "trace_id" | "versions">,
): Pick<Decision, "component_versions" | "correlation_id" | "trace_id"> {
  return {
    ...(versions ? { component_versions: versions } : {}),
    correlation_id: correlation_id ?? encodeId("cor", entryId),
    trace_id: traceOf(entryId, { trace_id, correlation_id }),
  };
}

/** Returns the rewritten fields of a verdict, which the caller must use. */
export function rewrittenFields(submission: ActionInput, { effective, rewritten }: Verdict): Record<string, Json> {
  if (!effective || !rewritten) return {};
  const sent = submission as Record<string, Json | undefined>;
  const changed = Object.entries(effective).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(sent[field]));
  return Object.fromEntries(changed) as Record<string, Json>;
}

/** Fields in which a reviewer may change values. */
const EDITABLE_FIELDS = ["metadata", "tool", "content"] as const;

/**
 * Reads the fields of a stored decision that the caller must use: the rewritten ones, and after an approval also those that a reviewer may
 * change, when the caller promised to use them as approved. So a process that did not submit the action needs no copy of it.
 */
export function storedRewrite({ submission, evaluation }: DecisionPayload, isApproved: boolean): Record<string, Json> {
  const stored = submission as Record<string, Json | undefined>;
  const promised = isApproved && submission.supports?.includes("edit");
  const editable = promised ? EDITABLE_FIELDS.filter((field) => stored[field] !== undefined) : [];
  const fields = new Set([...(evaluation.rewritten ?? []), ...editable]);
  return Object.fromEntries([...fields].map((field) => [field, stored[field] ?? null]));
}

/** Converts rewritten fields to their format in the response. */
export function rewrittenAnswer(fields: Record<string, Json>): Pick<ActionResult, "content" | "effective"> {
  if (Object.keys(fields).length === 0) return {};
  return { ...(typeof fields.content === "string" ? { content: fields.content } : {}), effective: fields as ActionResult["effective"] };
}

/** Parses a stored payload; null when it was erased. */
export function readDecisionPayload(value: Json | null | undefined): DecisionPayload | null {
  return (value as unknown as DecisionPayload | undefined) ?? null;
}
