"use client";

import clsx from "clsx";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { useRecordOpening } from "#features/approval-quality/use-record-opening.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { Announcements } from "./announcements.tsx";
import { ApprovalParts } from "./approval-parts.tsx";
import { approvalIdIn, currentRow, showApproval, showGroup } from "./card/approval-path.ts";
import { CardSkeleton } from "./card/card-skeleton.tsx";
import type { Opened } from "./card/reviewed.ts";
import { useBatch } from "./decide/use-batch.ts";
import { useUndoKey } from "./decide/use-take-back.ts";
import { isGroup } from "./queue/group-queue.ts";
import { OwnPaceNote } from "./queue/own-pace-note.tsx";
import { PendingQueueProvider, usePendingQueue } from "./queue/pending-queue.tsx";
import { Queue } from "./queue/queue.tsx";
import { QueueSelectionProvider } from "./queue/queue-selection.tsx";
import { useQueueView } from "./queue/use-queue-view.ts";

const loadReviewer = () => import("./card/reviewer.tsx");
const Reviewer = dynamic(() => loadReviewer().then((module) => module.Reviewer), { ssr: false, loading: CardSkeleton });
const GroupPane = dynamic(() => import("./queue/group-pane.tsx").then((module) => module.GroupPane), { ssr: false });

/** The queue and the reviewer card. Below 900 px only one of them is visible. */
export function ApprovalsPage() {
  return (
    <PendingQueueProvider>
      <QueueSelectionProvider>
        <Panes />
      </QueueSelectionProvider>
    </PendingQueueProvider>
  );
}

function Panes() {
  const id = approvalIdIn(usePathname());
  const [view] = useQueueView();
  // Kept in this component, so that the results stay while another list is shown.
  const batch = useBatch();
  const group = view.tab === "waiting" ? view.group : null;
  // A link directly to an approval counts as opening it.
  const [opened, setOpened] = useState<Opened | null>(id ? { id, times: 0, afterDecision: false } : null);
  const enter = useCallback(
    (entered: string, afterDecision = false) => setOpened((before) => ({ id: entered, times: (before?.times ?? 0) + 1, afterDecision })),
    [],
  );
  const open = useCallback(
    (next: string, afterDecision = false) => {
      if (next !== currentRow()) showApproval(next, { replace: false });
      enter(next, afterDecision);
    },
    [enter],
  );
  useFirstOpened(id, group);
  useRecordOpening(id);
  // The code of the card loads in parallel with its data.
  useEffect(() => {
    void loadReviewer();
  }, []);
  useUndoKey(id, batch.undo);
  useKeys({
    Enter: (event) => {
      // Enter keeps its usual effect on a focused button or link.
      if (!id || (event.target instanceof Element && event.target.closest("a, button"))) return;
      enter(id);
    },
  });

  return (
    <div className="flex min-h-0 flex-1">
      <section
        aria-label="Queue"
        className={clsx("min-h-0 w-full flex-col desk:flex desk:w-[308px] desk:shrink-0 desk:border-r", id ? "hidden" : "flex")}
      >
        <Queue batch={batch} selectedId={id} onOpen={open} onMove={() => setOpened(null)} />
      </section>
      <section
        aria-label="Approval"
        data-card={id ?? undefined}
        className={clsx("min-h-0 min-w-0 flex-1 flex-col desk:flex", id ? "flex" : "hidden")}
      >
        {id && <Reviewer key={id} id={id} opened={opened} onNext={(next) => open(next, true)} />}
        {!id && view.tab !== "waiting" && <p className="px-7 py-8 text-body text-ink-2">Select a request to read it.</p>}
        {!id && group !== null && <GroupPane groupKey={group} onReview={(next) => showApproval(next, { replace: false })} />}
      </section>
      <ApprovalParts current="requests" />
      <OwnPaceNote />
      <Announcements />
    </div>
  );
}

/** Shows the first row of the list when both panes are visible. */
function useFirstOpened(id: string | null, group: string | null): void {
  const [{ tab }] = useQueueView();
  const { entries } = usePendingQueue();
  const [first] = entries;
  useEffect(() => {
    // The URL contains the group and the tab before this component's state does.
    const address = new URLSearchParams(window.location.search);
    const isGroupShown = group !== null || address.has("group");
    const isPendingShown = tab === "waiting" && (address.get("tab") ?? tab) === tab;
    if (id || isGroupShown || !isPendingShown || !first || !window.matchMedia("(min-width: 900px)").matches) return;
    if (isGroup(first)) showGroup(first.key);
    else showApproval(first.approval.id, { replace: true });
  }, [id, group, tab, first]);
}
