"use client";

import type { ApprovalReview, DecisionInput } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useIdempotencyKey } from "#lib/api/use-idempotency-key.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useKept } from "#lib/drafts/use-kept.ts";
import { approvalIdIn } from "./approval-path.ts";
import { APPROVAL_STATUS } from "./approval-status.ts";
import { decisionForm } from "./draft.ts";
import { subjectOf } from "./subject-of.ts";
import { reviewQuery } from "./use-approvals.ts";

type Decision = Pick<DecisionInput, "decision" | "reason">;

/** Refusals that mean the approval on screen is not what it is any more. */
const OUTDATED = new Set([
  "ALREADY_DECIDED",
  "DIGEST_MISMATCH",
  "APPROVAL_NOT_PENDING",
  "APPROVAL_EXPIRED",
  "NOT_ELIGIBLE",
  "OUTCOME_UNKNOWN",
  "SIGNING_PENDING",
  "REASON_REQUIRED",
]);

/**
 * Sends a decision with the digest that was on screen. Shown at once, taken back when it did not happen.
 * `moveOn` opens the next request, and returns false when there is none.
 */
export function useDecide(approval: ApprovalReview, moveOn: () => boolean) {
  const { drop } = useKept(decisionForm(approval.id));
  const queries = useQueryClient();
  const clock = useServerClock();
  const { user } = useMe();
  const key = reviewQuery(approval.id).queryKey;
  const idempotencyKeyOf = useIdempotencyKey();
  return useMutation({
    mutationFn: ({ decision, reason }: Decision) => {
      const body = { decision, digest: approval.digest, ...(reason ? { reason } : {}) };
      return api.decideApproval({ params: { id: approval.id }, body, headers: idempotencyKeyOf(body) });
    },
    onMutate: async ({ decision }) => {
      await queries.cancelQueries({ queryKey: key });
      const decided_at = new Date(clock.now()).toISOString();
      // Of several people only the last one's decision ends it, and the server knows which that is.
      const ends = decision === "deny" || approval.stages.every(({ quorum, approvals }) => approvals + 1 >= quorum);
      if (ends) queries.setQueryData(key, { ...approval, ...decidedBy(user, decision), decided_at });
      // Given to onError: by then this hook has been rendered with what is shown instead.
      return { before: approval };
    },
    onSuccess: (decided) => {
      drop();
      // The answer of a decision carries no arguments; what was read before stays.
      queries.setQueryData<ApprovalReview>(key, (shown) => shown && { ...shown, ...decided, target: shown.target, summary: shown.summary });
      if (isOpen(approval.id) && !moveOn()) return;
      const { mark, word } = APPROVAL_STATUS[decided.status];
      toast(`You ${word.toLowerCase()} ${subjectOf(approval)}`, { icon: <GateMark state={mark} /> });
    },
    onError: (error, _, context) => {
      if (context) queries.setQueryData(key, context.before);
      if (error instanceof ApiError && OUTDATED.has(error.code)) void queries.invalidateQueries({ queryKey: key });
      if (isOpen(approval.id)) return;
      const told = { description: error.message, duration: Number.POSITIVE_INFINITY, closeButton: true, icon: <GateMark state="deny" /> };
      toast.error(`Your decision on ${subjectOf(approval)} was not recorded`, told);
    },
    onSettled: () => queries.invalidateQueries(queriesOf(["listApprovals"])),
  });
}

function decidedBy(user: { id: string; name: string }, decision: Decision["decision"]): Partial<ApprovalReview> {
  return {
    status: decision === "approve" ? "approved" : "denied",
    decided_by: { id: user.id, name: user.name },
    you: { can_decide: false, because: null },
  };
}

/** Whether the person is still looking at it; otherwise a toast tells how it went. */
function isOpen(approvalId: string): boolean {
  return approvalIdIn(window.location.pathname) === approvalId;
}
