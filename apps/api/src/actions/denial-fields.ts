import type { ActionResult } from "@agentlattice/contract";

type DenialFields = Pick<ActionResult, "conditions" | "policy" | "reason" | "reviewer_reason">;

/** Returns the fields that explain a denial, under the names that errors of the SDK use too. */
export function denialFields({
  reason,
  policyName,
  conditions,
  reviewerReason,
}: {
  readonly reason: string;
  readonly policyName: string | null | undefined;
  readonly conditions: NonNullable<DenialFields["conditions"]>;
  readonly reviewerReason?: string | undefined;
}): DenialFields {
  return {
    reason,
    ...(policyName ? { policy: policyName } : {}),
    conditions,
    ...(reviewerReason === undefined ? {} : { reviewer_reason: reviewerReason }),
  };
}
