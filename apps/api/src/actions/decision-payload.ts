import type { ActionInput, ConditionResult, Obligation } from "@agentlattice/contract";
import type { Json, Verdict } from "@agentlattice/core";
import type { z } from "zod";

/** The payload `decision` of a submission's entry: what was asked, and what the answer says besides codes. */
export interface DecisionPayload {
  readonly submission: ActionInput;
  readonly evaluation: {
    readonly message: string;
    readonly conditions: ConditionResult[];
    readonly obligations: z.infer<typeof Obligation>[];
  };
}

export function toDecisionPayload(submission: ActionInput, verdict: Verdict): Json {
  const { message, conditions_evaluated: conditions, obligations } = verdict;
  return { submission, evaluation: { message, conditions, obligations } } as unknown as Json;
}

/** What a stored payload says; `null` when it was erased. */
export function readDecisionPayload(fields: Readonly<Record<string, Json>> | undefined): DecisionPayload | null {
  return (fields?.decision as unknown as DecisionPayload | undefined) ?? null;
}
