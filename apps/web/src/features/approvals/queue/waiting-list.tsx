"use client";

import type { Approval } from "@agentlattice/contract";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { showGroup, showList } from "../card/approval-path.ts";
import { BatchBar } from "../decide/batch-bar.tsx";
import type { Batch } from "../decide/use-batch.ts";
import { usePendingApprovals } from "../use-approvals.ts";
import { mergeQueue, type QueueItem, type Sort } from "./arrange-queue.ts";
import { groupQueue, isGroup, linesOf, pendingOf, type QueueLine } from "./group-queue.ts";
import { useListedPending, usePendingQueue } from "./pending-queue.tsx";
import { countConditions, NO_FILTER } from "./queue-filter.ts";
import { QueueFilters } from "./queue-filters.tsx";
import { QueueList } from "./queue-list.tsx";
import { Notice, Scroll } from "./queue-parts.tsx";
import { QueueSkeleton } from "./queue-row.tsx";
import { useQueueSelection } from "./queue-selection.tsx";
import { QueueSummaryPanel } from "./queue-summary-panel.tsx";
import { useGroupKeys } from "./use-group-keys.ts";
import { useQueueView } from "./use-queue-view.ts";

interface WaitingListProps {
  batch: Batch;
  selectedId: string | null;
  onOpen: (id: string) => void;
  onMove: () => void;
  /** The foot of the list while nothing is selected. */
  footer: ReactNode;
}

/** The pending approvals, with similar requests as one row, and the batch bar. */
export function WaitingList({ batch, selectedId, onOpen, onMove, footer }: WaitingListProps) {
  const [view] = useQueueView();
  const { sorted } = usePendingQueue();
  const [paused, setPaused] = useState(false);
  const items = usePausableItems(sorted, paused);
  const current = selectedId ?? view.group;
  const lines = useLines(items, selectedId);
  useGroupKeys(lines, current);
  return (
    <>
      <Rows lines={lines} current={current} onOpen={onOpen} onMove={onMove} onPause={setPaused} />
      <BatchBar batch={batch} onDecided={(ids) => advance(lines, { current, ids, onOpen })}>
        {footer}
      </BatchBar>
    </>
  );
}

interface RowsProps {
  lines: readonly QueueLine[];
  current: string | null;
  onOpen: (id: string) => void;
  onMove: () => void;
  onPause: (paused: boolean) => void;
}

/** The rows, or why there are none. */
function Rows({ lines, current, onOpen, onMove, onPause }: RowsProps) {
  const [view, setView] = useQueueView();
  const { data } = usePendingApprovals();
  const listed = useListedPending();
  const { error, isPending, refetch } = listed;
  const scroller = useRef<HTMLDivElement>(null);
  const environment = useEnvironment();

  if (isPending) {
    return (
      <Scroll>
        <QueueSkeleton />
      </Scroll>
    );
  }
  const filters = <QueueFilters approvals={data?.data ?? []} hasMore={data?.has_more ?? false} />;
  if (error && !listed.data) {
    return (
      <>
        {countConditions(view) > 0 && filters}
        <Notice>
          <ErrorNotice
            title="Pending approvals did not load"
            stillWorks="Pending requests stay pending."
            error={error}
            onRetry={() => void refetch()}
          />
        </Notice>
      </>
    );
  }
  if (data?.data.length === 0 && lines.length === 0 && environment === null) {
    return (
      <Notice>
        <Empty
          title="No pending approvals"
          action={
            <Button size="table" onClick={() => showList("decided")}>
              See recent decisions
            </Button>
          }
        >
          Requests that need your decision appear here.
        </Empty>
      </Notice>
    );
  }
  return (
    <>
      {filters}
      <QueueSummaryPanel approvals={data?.data ?? []} hasMore={data?.has_more ?? false} />
      {lines.length === 0 && listed.isPlaceholderData ? (
        <Scroll>
          <QueueSkeleton />
        </Scroll>
      ) : lines.length === 0 ? (
        <Notice>
          <NoMatch of="approvals" filters={countConditions(view)} onClear={() => void setView(NO_FILTER)} />
        </Notice>
      ) : (
        <Scroll ref={scroller} onPause={onPause} onEnd={() => void loadMore(listed)}>
          <QueueList lines={lines} current={current} scroller={scroller} onOpen={onOpen} onMove={onMove} />
          {listed.data?.has_more && <p className="px-4 pt-3 text-label text-ink-3">More approvals are pending. {SHOWN_FIRST[view.sort]}</p>}
          <LoadMore list={listed} />
        </Scroll>
      )}
    </>
  );
}

/** Describes which approvals were loaded first, for each sort order. */
const SHOWN_FIRST: Record<Sort, string> = {
  "time-left": "These expire first.",
  newest: "These are the newest.",
  risk: "These have the highest risk.",
};

function loadMore(listed: ReturnType<typeof useListedPending>): void {
  if (listed.hasNextPage && !listed.isFetchingNextPage) void listed.fetchNextPage();
}

/** Opens the next row after a batch, unless the current row still has pending requests. On phones the list with the results stays. */
function advance(
  lines: readonly QueueLine[],
  { current, ids, onOpen }: { current: string | null; ids: ReadonlySet<string>; onOpen: (id: string) => void },
): void {
  const isPending = (line: QueueLine) =>
    line.type === "group" ? pendingOf(line.group).some(({ id }) => !ids.has(id)) : !line.item.removed && !ids.has(line.key);
  if (!window.matchMedia("(min-width: 900px)").matches) return;
  const at = lines.findIndex(({ key }) => key === current);
  const here = lines[at];
  if (!here || isPending(here)) return;
  const next = [...lines.slice(at + 1), ...lines.slice(0, at)].find(isPending);
  if (next?.type === "group") showGroup(next.key);
  else if (next) onOpen(next.key);
}

/** Returns the rows of the queue. The group of the open approval is opened, so that its row is visible. */
function useLines(items: QueueItem[], openId: string | null): QueueLine[] {
  const { open, setOpen } = useQueueSelection();
  const entries = useMemo(() => groupQueue(items), [items]);
  const groupKeys = useMemo(() => {
    const pairs = entries.flatMap((entry) => (isGroup(entry) ? entry.items.map(({ approval }) => [approval.id, entry.key] as const) : []));
    return new Map(pairs);
  }, [entries]);
  const key = openId === null ? null : (groupKeys.get(openId) ?? null);
  useEffect(() => {
    if (key !== null) setOpen(key, true);
  }, [key, setOpen]);
  return useMemo(() => linesOf(entries, open), [entries, open]);
}

/** Keeps rows in place while the pointer is over the list. */
function usePausableItems(sorted: readonly Approval[], paused: boolean): QueueItem[] {
  const shown = useRef<QueueItem[]>([]);
  const items = useMemo(() => mergeQueue(shown.current, sorted, paused), [sorted, paused]);
  shown.current = items;
  return items;
}
