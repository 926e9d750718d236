import type { ActionInput, ActionResult, ConditionResult, Decision, Finding, Obligation } from "@agentlattice/contract";
import { COMPONENT_VERSIONS, encodeId, type Json, traceOf, type Verdict } from "@agentlattice/core";
import type { FallbackModel } from "@agentlattice/core/policy";
import type { z } from "zod";
import { type ShadowPayload, shadowPayload } from "./shadow-answer.ts";

/** The payload `decision` of a submission's entry: what was asked, and what the answer says besides codes. */
export interface DecisionPayload {
  readonly submission: ActionInput;
  readonly evaluation: {
    readonly message: string;
    readonly conditions: ConditionResult[];
    readonly obligations: z.infer<typeof Obligation>[];
    readonly findings?: Finding[];
    /** Decisions that would have been made in enforce mode. */
    readonly shadow?: readonly ShadowPayload[];
    /** The line that reviewers read. */
    readonly summary?: string;
    /** Fields of the submission that the caller was told to use instead of its own. */
    readonly rewritten?: string[];
    /** Other models of a policy, by its wire id: the leaf says which one is used. */
    readonly fallbacks?: Record<string, FallbackModel[]>;
    /** Of the caller's trace. */
    readonly trace_id?: string;
    /** What made the decision, by part. */
    readonly versions?: Record<string, string>;
  };
}

/** The payload that holds what stands behind an answer's placeholders. Read with a permission of its own, on record. */
export const PLACEHOLDERS = "placeholders";

export function toDecisionPayload(submission: ActionInput, verdict: Verdict, traceId: string | undefined): Json {
  const { message, conditions_evaluated: conditions, obligations, findings, summary } = verdict;
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
      ...(rewritten.length > 0 ? { rewritten } : {}),
      ...(traceId === undefined ? {} : { trace_id: traceId }),
      versions: COMPONENT_VERSIONS,
      ...fallbacksOf(verdict),
    },
  } as unknown as Json;
}

function fallbacksOf({ settle }: Verdict): Pick<DecisionPayload["evaluation"], "fallbacks"> {
  const having = (settle?.checks ?? []).flatMap((check) => (check.kind === "circuit" && check.fallbacks.length > 0 ? [check] : []));
  if (having.length === 0) return {};
  return { fallbacks: Object.fromEntries(having.map(({ policy, fallbacks }) => [policy, fallbacks.map(({ model }) => model)])) };
}

/** How a decision is found again elsewhere, and what made it. @param entryId UUID */
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

/** The fields that a caller must use instead of those it sent. */
export function rewrittenFields(submission: ActionInput, { effective, rewritten }: Verdict): Record<string, Json> {
  if (!effective || !rewritten) return {};
  const sent = submission as Record<string, Json | undefined>;
  const changed = Object.entries(effective).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(sent[field]));
  return Object.fromEntries(changed) as Record<string, Json>;
}

/** The same out of what was stored. */
export function storedRewrite({ submission, evaluation }: DecisionPayload): Record<string, Json> {
  const stored = submission as Record<string, Json | undefined>;
  return Object.fromEntries((evaluation.rewritten ?? []).map((field) => [field, stored[field] ?? null]));
}

/** How rewritten fields stand in an answer. */
export function rewrittenAnswer(fields: Record<string, Json>): Pick<ActionResult, "content" | "effective"> {
  if (Object.keys(fields).length === 0) return {};
  return { ...(typeof fields.content === "string" ? { content: fields.content } : {}), effective: fields as ActionResult["effective"] };
}

/** What a stored payload says; `null` when it was erased. */
export function readDecisionPayload(value: Json | null | undefined): DecisionPayload | null {
  return (value as unknown as DecisionPayload | undefined) ?? null;
}
