import type { Approval, BreakGlassInput } from "@agentlattice/contract";
import type { Client } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { decideApproval } from "./decide-approval.ts";

/** The time within which another person must review the release, in seconds. */
const REVIEW_WITHIN = 24 * 3600;

/**
 * Releases a pending request alone, with a fresh proof of identity and a reason. Another person must review it; until an overdue review is
 * made, the person may not do it again. It does not override a denial, a disabled agent or a contradiction with the ledger.
 * @throws AppError BREAK_GLASS_SUSPENDED, STEP_UP_REQUIRED and the errors of a decision
 */
export async function breakGlass(input: {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly release: BreakGlassInput;
  readonly client: Client;
  readonly deps: Deps;
}): Promise<Approval> {
  const { principal, approvalId, release, client, deps } = input;
  await requireReviewed(deps, principal);
  const { approval } = await decideApproval({
    principal,
    approvalId,
    decision: { decision: "approve", ...release },
    emergency: { review_within: REVIEW_WITHIN },
    client,
    deps,
  });
  return approval;
}

async function requireReviewed(deps: Deps, { scope, userId }: PersonPrincipal): Promise<void> {
  const released = await deps.database.approvals(scope, { releasedBy: userId, awaitsReview: true, limit: 100 });
  const now = deps.now();
  if (released.some(({ record: { progress } }) => progress.emergency && progress.emergency.review_by <= now))
    throw new AppError("BREAK_GLASS_SUSPENDED", {
      detail:
        "A request that you released alone was not reviewed in time. Ask another person to review it: GET /approvals?status=review lists it.",
    });
}
