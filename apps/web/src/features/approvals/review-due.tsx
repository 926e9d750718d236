"use client";

import { itemsOf } from "#components/list/paged-list.ts";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { showList } from "./card/approval-path.ts";
import { useQueueView } from "./queue/use-queue-view.ts";
import { usePastApprovals } from "./use-approvals.ts";

/** The bar above the queue while emergency releases wait for a review. It switches between them and the pending requests. */
export function ReviewDue() {
  const { can } = useMe();
  const [{ tab }] = useQueueView();
  const due = usePastApprovals("review", can.readApprovals);
  const count = itemsOf(due).length;
  const isShown = tab === "review";
  if (count === 0 && !isShown) return null;
  const sentence =
    count === 1 ? "1 emergency release needs a review." : `${count}${due.hasNextPage ? "+" : ""} emergency releases need a review.`;
  return (
    <div className="flex min-h-11 shrink-0 items-center gap-2 border-b bg-hold-wash px-4 py-1.5 text-label text-ink">
      <GateMark state="hold" size={13} />
      <span className="min-w-0 flex-1">{sentence}</span>
      <button
        type="button"
        onClick={() => showList(isShown ? "waiting" : "review")}
        className="quick min-h-6 shrink-0 rounded-chip font-medium text-accent-text underline max-tablet:min-h-11"
      >
        {isShown ? "Show pending" : "Show"}
      </button>
    </div>
  );
}
