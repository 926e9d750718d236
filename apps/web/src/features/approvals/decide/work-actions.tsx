"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { api } from "#lib/api/browser-api.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { ReviewError } from "./review-error.tsx";
import { useReviewOperation } from "./use-review-operation.ts";

/** Shows who works on a pending request. Shift C claims and releases it; Escalate asks the fallback approvers too. */
export function WorkActions({ approval: { id, claimed_by, claimed_until, stages, you } }: { approval: ApprovalReview }) {
  const { user } = useMe();
  const now = useNow();
  const { mutate, error, isPending } = useReviewOperation(id);
  const params = { id };
  const holder = claimed_by !== null && Date.parse(claimed_until ?? "") > now ? claimed_by : null;
  const isMine = holder?.id === user.id;
  const isOpen = you.can_decide && (holder === null || isMine);
  const change = () => mutate(() => (isMine ? api.releaseApproval : api.claimApproval)({ params }));
  useKeys({
    c: (event) => {
      if (!event.shiftKey || event.repeat || !isOpen || isPending) return;
      event.preventDefault();
      change();
    },
  });
  const left = holder ? formatDuration(Math.max(0, Date.parse(claimed_until ?? "") - now)) : "";
  const blocked = isPending ? "Saving." : null;
  const stage = stages.find(({ status }) => status === "open");
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-ink-2">
        {holder === null
          ? "Nobody has claimed this request."
          : `${isMine ? "You work" : `${holder.name} works`} on this, for ${left} more.`}
      </p>
      <ReviewError error={error} />
      <div className="flex flex-wrap gap-2">
        {isOpen && (
          <Button size="table" blocked={blocked} onClick={change}>
            {isMine ? "Release" : "Claim"} <KeyHint>Shift C</KeyHint>
          </Button>
        )}
        <Button size="table" blocked={blocked} onClick={() => mutate(() => api.escalateApproval({ params }))}>
          {stage?.escalated ? "Escalate again" : "Escalate"}
        </Button>
      </div>
    </div>
  );
}
