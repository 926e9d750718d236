"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useKeys } from "#features/shell/single-keys.ts";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { showApproval } from "./approval-path.ts";
import { decisionToast, LAST_DECISION } from "./last-decision.ts";
import type { Reviewed } from "./reviewed.ts";
import { subjectOf } from "./subject-of.ts";
import { type TakeBack, takeBackOf } from "./take-back.ts";
import { reviewQuery } from "./use-approvals.ts";

/** Returns the operation that undoes or revokes a decision, says so, and opens the request again. */
export function useTakeBack() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ approval: { id }, how }: { approval: Reviewed; how: TakeBack }) =>
      (how === "undo" ? api.undoDecision : api.revokeApproval)({ params: { id } }),
    onSuccess: (_, { approval, how }) => {
      toast(`You ${how === "undo" ? "took back your decision on" : "revoked"} ${subjectOf(approval)}`, { id: decisionToast(approval.id) });
      showApproval(approval.id, { replace: false });
    },
    onError: (error, { approval }) => toast.error(`${subjectOf(approval)} was not changed`, { description: error.message }),
    onSettled: () => queries.invalidateQueries(queriesOf(["listApprovals", "reviewApproval", "listGrants"])),
  });
}

/** Undoes a decision with Z: that on the open request, otherwise the last one of this tab. */
export function useUndoKey(openId: string | null): void {
  const queries = useQueryClient();
  const { user } = useMe();
  const { mutate, isPending } = useTakeBack();
  useKeys({
    z: (event) => {
      if (event.repeat || isPending) return;
      const ids = [openId, queries.getQueryData<string>(LAST_DECISION)];
      const approval = ids
        .map((id) => (id ? queries.getQueryData<Reviewed>(reviewQuery(id).queryKey) : undefined))
        .find((one) => one && takeBackOf(one, user.id) === "undo");
      if (approval) mutate({ approval, how: "undo" });
    },
  });
}
