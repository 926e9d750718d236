"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useKeys } from "#features/shell/single-keys.ts";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { showApproval } from "../card/approval-path.ts";
import type { Reviewed } from "../card/reviewed.ts";
import { subjectOf } from "../card/subject-of.ts";
import { reviewQuery } from "../use-approvals.ts";
import { decisionToast, LAST_DECISION, type LastDecision, undoableIn } from "./last-decision.ts";
import { type TakeBack, takeBackOf } from "./take-back.ts";
import type { Batch } from "./use-batch.ts";

/** Returns the operation that undoes or revokes a decision, shows a message, and opens the request again. */
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
    onSettled: () => queries.invalidateQueries(queriesOf(["listApprovals", "countApprovals", "reviewApproval", "listGrants"])),
  });
}

/** Undoes a decision with Z: that on the open request, otherwise the last one of this tab. A batch is undone as a whole. */
export function useUndoKey(openId: string | null, batch: Batch["undo"]): void {
  const queries = useQueryClient();
  const { user } = useMe();
  const { mutate, isPending } = useTakeBack();
  const findUndoable = (id: string) => {
    const approval = queries.getQueryData<Reviewed>(reviewQuery(id).queryKey);
    return approval && takeBackOf(approval, user.id) === "undo" ? approval : undefined;
  };
  useKeys({
    z: (event) => {
      if (event.repeat || isPending || batch.isPending) return;
      const last = queries.getQueryData<LastDecision>(LAST_DECISION);
      const results = typeof last === "object" ? last : [];
      const isOpenInBatch = results.some(({ id }) => id === openId);
      const approval =
        (openId && !isOpenInBatch ? findUndoable(openId) : undefined) ?? (typeof last === "string" ? findUndoable(last) : undefined);
      const undoable = undoableIn(results);
      if (approval) mutate({ approval, how: "undo" });
      else if (undoable.length > 0) batch.mutate(undoable);
      else if (results.length > 0) toast("A denial is final, because the agents have received it.");
    },
  });
}
