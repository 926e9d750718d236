"use client";

import type { ApprovalReview, DecisionInput } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useEvidence } from "#features/passkeys/use-evidence.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useIdempotencyKey } from "#lib/api/use-idempotency-key.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useDraftStorage } from "#lib/drafts/use-draft-storage.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { APPROVAL_STATUS } from "../approval-status.ts";
import { approvalIdIn } from "../card/approval-path.ts";
import { describeEdits } from "../card/read-edit.ts";
import { subjectOf } from "../card/subject-of.ts";
import { reviewQuery } from "../use-approvals.ts";
import { decisionForm } from "./draft.ts";
import { decisionToast, LAST_DECISION, type LastDecision } from "./last-decision.ts";

type Decision = Pick<DecisionInput, "decision" | "reason" | "edits" | "extend" | "grant" | "password" | "one_time_code">;

const UndoAction = dynamic(() => import("./undo-action.tsx").then((module) => module.UndoAction), { ssr: false });

/** Time for which the message after a decision offers to undo it. */
const UNDO_MS = 10_000;

/** Error codes which mean that the displayed approval is outdated. */
const OUTDATED = new Set([
  "ALREADY_DECIDED",
  "DIGEST_MISMATCH",
  "APPROVAL_NOT_PENDING",
  "APPROVAL_EXPIRED",
  "APPROVAL_CANCELLED",
  "APPROVAL_TAMPERED",
  "NOT_ELIGIBLE",
  "ACTION_CANNOT_RUN",
  "REQUIREMENT_CHANGED",
  "OUTCOME_UNKNOWN",
  "SIGNING_PENDING",
  "REASON_REQUIRED",
  "ALREADY_VOTED",
  "EVIDENCE_INVALID",
  "GRANT_MISMATCH",
  "EXTENSION_MISMATCH",
]);

/**
 * Sends a decision with the displayed digest. The change is optimistic and rolled back on failure. `moveOn` opens the next request
 * and returns false if there is none.
 */
export function useDecide(approval: ApprovalReview, moveOn: () => boolean) {
  const { clear } = useDraftStorage(decisionForm(approval.id));
  const queries = useQueryClient();
  const clock = useServerClock();
  const { user } = useMe();
  const key = reviewQuery(approval.id).queryKey;
  const idempotencyKeyOf = useIdempotencyKey();
  const withEvidence = useEvidence(approval);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return useMutation({
    mutationFn: ({ password, one_time_code, ...decision }: Decision) => {
      const { decision: act, reason: _, ...terms } = decision;
      return withEvidence({
        act: { act, ...terms },
        isNeeded: act === "approve" && approval.evidence === "passkey",
        send: (signature) => {
          const signed = { ...decision, ...signature, digest: approval.digest };
          // The signature of a passkey is a proof. A repeated request may have another proof, because a one-time code changes.
          const entered = signature.assertion ? {} : { ...(password && { password }), ...(one_time_code && { one_time_code }) };
          // The same decision after an undo is a new one, not a repeat.
          const headers = idempotencyKeyOf({ ...signed, after: approval.votes.length });
          return api.decideApproval({ params: { id: approval.id }, body: { ...signed, ...entered }, headers });
        },
        // Shows the form again, which an optimistic change has replaced, while the browser asks for the passkey.
        onAsked: () => queries.setQueryData(key, { ...approval, evidence: "passkey" }),
      });
    },
    onMutate: async ({ decision, edits, extend, grant }) => {
      await queries.cancelQueries({ queryKey: key });
      const decided_at = new Date(clock.now()).toISOString();
      // With several approvers only the last decision ends the request. An edit, an extension, a grant, a wrong password or a passkey can be refused.
      const isLastVote = approval.stages.every(({ satisfied, quorum, approvals }, at) =>
        at + 1 === approval.stages.length ? approvals + 1 >= quorum : satisfied,
      );
      const isProven = approval.step_up || approval.evidence === "passkey";
      const ends = decision === "deny" || (isLastVote && !edits && !extend && !grant && !isProven);
      if (ends) queries.setQueryData(key, { ...approval, ...decidedBy(user, decision), decided_at });
      // Passed to onError, because by then this hook has rendered with the optimistic data.
      return { before: approval };
    },
    onSuccess: (decided, { edits }) => {
      clear();
      // The response to a decision has no arguments, so the loaded ones are kept.
      queries.setQueryData<ApprovalReview>(key, (shown) => shown && { ...shown, ...decided, target: shown.target, summary: shown.summary });
      queries.setQueryData<LastDecision>(LAST_DECISION, approval.id);
      if (isOpen(approval.id) && !moveOn()) return;
      const { mark, word } = APPROVAL_STATUS[decided.status];
      const done = decided.status === "pending" ? "voted to approve" : word.toLowerCase();
      toast(`You ${done} ${subjectOf(edits ? decided : approval)}`, {
        ...(edits && decided.status === "approved" ? { description: `Approved with changes: ${describeEdits(approval, edits)}` } : {}),
        id: decisionToast(approval.id),
        icon: <GateMark state={mark} />,
        action: <UndoAction id={approval.id} />,
        duration: UNDO_MS,
      });
    },
    onError: (error, _, context) => {
      // The API may have asked for a passkey meanwhile.
      if (context) queries.setQueryData<ApprovalReview>(key, (shown) => ({ ...context.before, evidence: shown?.evidence ?? "none" }));
      if (error instanceof ApiError && OUTDATED.has(error.code)) void queries.invalidateQueries({ queryKey: key });
      // The form shows the error itself while it is on screen.
      if (isShown.current) return;
      const options = {
        description: error.message,
        duration: Number.POSITIVE_INFINITY,
        closeButton: true,
        icon: <GateMark state="deny" />,
      };
      toast.error(`Your decision on ${subjectOf(approval)} was not saved`, options);
    },
    onSettled: () => queries.invalidateQueries(queriesOf(["listApprovals", "countApprovals", "listGrants"])),
  });
}

function decidedBy(user: { id: string; name: string }, decision: Decision["decision"]): Partial<ApprovalReview> {
  return {
    status: decision === "approve" ? "approved" : "denied",
    decided_by: { id: user.id, name: user.name },
    you: { can_decide: false, because: null },
  };
}

/** Returns true if the approval is still on screen. Otherwise a toast reports the result. */
function isOpen(approvalId: string): boolean {
  return approvalIdIn(window.location.pathname) === approvalId;
}
