"use client";

import clsx from "clsx";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Announcements } from "./announcements.tsx";
import { approvalIdIn, showApproval } from "./approval-path.ts";
import { OwnPaceNote } from "./own-pace-note.tsx";
import { Queue, useArrangedPending } from "./queue.tsx";
import type { Opened } from "./reviewed.ts";
import { Reviewer } from "./reviewer.tsx";
import { useMoveKeys } from "./use-move-keys.ts";
import { useQueueView } from "./use-queue-view.ts";

/** The queue and the reviewer card. Below 900 px only one of them is visible. */
export function ApprovalsPage() {
  const id = approvalIdIn(usePathname());
  // A link directly to an approval counts as opening it.
  const [opened, setOpened] = useState<Opened | null>(id ? { id, times: 0, quiet: true, afterDecision: false } : null);
  const enter = (entered: string, afterDecision = false) =>
    setOpened((before) => ({ id: entered, times: (before?.times ?? 0) + 1, quiet: false, afterDecision }));
  const open = (next: string, afterDecision = false) => {
    if (next !== id) showApproval(next, { replace: false });
    enter(next, afterDecision);
  };
  useFirstOpened(id);
  useMoveKeys({ id, onMove: () => setOpened(null), onEnter: enter });

  return (
    <div className="flex min-h-0 flex-1">
      <section
        aria-label="Queue"
        className={clsx("min-h-0 w-full flex-col desk:flex desk:w-[308px] desk:shrink-0 desk:border-r", id ? "hidden" : "flex")}
      >
        <Queue selectedId={id} onOpen={open} />
      </section>
      <section aria-label="Approval" className={clsx("min-h-0 min-w-0 flex-1 flex-col desk:flex", id ? "flex" : "hidden")}>
        {id && <Reviewer key={id} id={id} opened={opened} onNext={(next) => open(next, true)} />}
      </section>
      <OwnPaceNote />
      <Announcements />
    </div>
  );
}

/** Opens the first approval of the list when both panes are visible. */
function useFirstOpened(id: string | null): void {
  const [{ tab }] = useQueueView();
  const first = useArrangedPending()[0]?.id;
  useEffect(() => {
    if (id || tab !== "waiting" || !first || !window.matchMedia("(min-width: 900px)").matches) return;
    showApproval(first, { replace: true });
  }, [id, tab, first]);
}
