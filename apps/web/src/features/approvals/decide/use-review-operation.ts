"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queriesOf } from "#lib/api/use-op.ts";
import { reviewQuery } from "../use-approvals.ts";

/** Runs an operation on an approval, such as a comment or a question, and shows the approval that it returns. */
export function useReviewOperation(id: string) {
  const queries = useQueryClient();
  const { queryKey } = reviewQuery(id);
  return useMutation({
    mutationFn: (run: () => Promise<Approval>) => run(),
    onSuccess: (changed) =>
      // The response has no arguments, so the loaded ones are kept.
      queries.setQueryData<ApprovalReview>(
        queryKey,
        (shown) => shown && { ...shown, ...changed, target: shown.target, summary: shown.summary },
      ),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey });
      await queries.invalidateQueries(queriesOf(["listApprovals", "countApprovals"]));
    },
  });
}
