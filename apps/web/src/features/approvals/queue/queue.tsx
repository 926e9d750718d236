"use client";

import { useMemo, useRef } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useShowKeys } from "#features/shell/show-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { formatCount } from "#lib/format/text.ts";
import type { Batch } from "../decide/use-batch.ts";
import { ReviewDue } from "../review-due.tsx";
import { usePastApprovals, usePendingApprovals } from "../use-approvals.ts";
import { toItems } from "./arrange-queue.ts";
import { linesOf } from "./group-queue.ts";
import { QueueList } from "./queue-list.tsx";
import { Notice, Scroll } from "./queue-parts.tsx";
import { QueueSkeleton } from "./queue-row.tsx";
import { QueueTabs } from "./queue-tabs.tsx";
import { type Tab, useQueueView } from "./use-queue-view.ts";
import { WaitingList } from "./waiting-list.tsx";

interface QueueProps {
  selectedId: string | null;
  onOpen: (id: string) => void;
  /** Called when J or K opens another row. */
  onMove: () => void;
}

/** The list at the left: pending approvals or past decisions. */
export function Queue({ batch, selectedId, onOpen, onMove }: QueueProps & { batch: Batch }) {
  const footer = <KeyFooter />;
  const [view] = useQueueView();
  const pending = usePendingApprovals();
  const count = pending.data ? `${formatCount(pending.data.data.length)}${pending.data.has_more ? "+" : ""}` : null;
  return (
    <>
      <QueueTabs waiting={count} />
      <ReviewDue />
      {view.tab === "waiting" ? (
        <WaitingList batch={batch} selectedId={selectedId} onOpen={onOpen} onMove={onMove} footer={footer} />
      ) : (
        <>
          <PastList list={view.tab} selectedId={selectedId} onOpen={onOpen} onMove={onMove} />
          {footer}
        </>
      )}
    </>
  );
}

/** The keys of the list, on computers. */
function KeyFooter() {
  const showKeys = useShowKeys();
  return (
    <div className="hidden h-[60px] shrink-0 items-center gap-1.5 border-t px-4 text-label text-ink-2 desk:mouse:flex">
      <KeyHint>J</KeyHint>
      <KeyHint>K</KeyHint> move
      <span className="ml-1" />
      <KeyHint>↵</KeyHint> open
      <button type="button" onClick={showKeys} className="quick ml-1 flex items-center gap-1.5 rounded-chip hover:text-ink">
        <KeyHint>?</KeyHint> shortcuts
      </button>
    </div>
  );
}

const EMPTY = {
  mine: { title: "You have not decided any requests yet", text: "Decisions appear here, newest first." },
  decided: { title: "No decisions yet", text: "Decisions appear here, newest first." },
  review: {
    title: "Every emergency release was reviewed",
    text: "Requests that one person released alone appear here until another person reviews them.",
  },
} as const;

const NO_GROUPS: ReadonlySet<string> = new Set();

function PastList({ list, selectedId, onOpen, onMove }: QueueProps & { list: Exclude<Tab, "waiting"> }) {
  const past = usePastApprovals(list, true);
  const scroller = useRef<HTMLDivElement>(null);
  const environment = useEnvironment();
  const { data } = past;
  const lines = useMemo(() => linesOf(toItems(itemsOf({ data })), NO_GROUPS), [data]);
  if (past.isPending)
    return (
      <Scroll>
        <QueueSkeleton />
      </Scroll>
    );
  if (past.error && !past.data) {
    return (
      <Notice>
        <ErrorNotice
          title="Decisions did not load"
          stillWorks="Pending approvals can still be decided."
          error={past.error}
          onRetry={() => void past.refetch()}
        />
      </Notice>
    );
  }
  if (lines.length === 0) {
    return (
      <Notice>{environment === null ? <Empty title={EMPTY[list].title}>{EMPTY[list].text}</Empty> : <NoMatch of="decisions" />}</Notice>
    );
  }
  return (
    <Scroll ref={scroller}>
      <QueueList lines={lines} current={selectedId} scroller={scroller} onOpen={onOpen} onMove={onMove} />
      <LoadMore list={past} text="Load older" />
    </Scroll>
  );
}
