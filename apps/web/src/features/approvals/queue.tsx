"use client";

import type { Approval } from "@agentlattice/contract";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useShowKeys } from "#features/shell/show-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { arrangeQueue, mergeQueue, type QueueItem } from "./arrange-queue.ts";
import { QueueFilters, QueueTabs } from "./queue-controls.tsx";
import { QueueRow, QueueSkeleton } from "./queue-row.tsx";
import { ReviewDue } from "./review-due.tsx";
import { usePastApprovals, usePendingApprovals } from "./use-approvals.ts";
import { type Tab, useQueueView } from "./use-queue-view.ts";

interface QueueProps {
  selectedId: string | null;
  onOpen: (id: string) => void;
}

/** The list at the left: pending approvals or past decisions. */
export function Queue({ selectedId, onOpen }: QueueProps) {
  const showKeys = useShowKeys();
  const [view] = useQueueView();
  const pending = usePendingApprovals();
  const count = pending.data ? `${pending.data.data.length}${pending.data.has_more ? "+" : ""}` : null;
  return (
    <>
      <QueueTabs waiting={count} />
      <ReviewDue />
      {view.tab === "waiting" ? (
        <WaitingList selectedId={selectedId} onOpen={onOpen} />
      ) : (
        <PastList list={view.tab} selectedId={selectedId} onOpen={onOpen} />
      )}
      <div className="hidden h-[60px] shrink-0 items-center gap-1.5 border-t px-4 text-label text-ink-2 desk:mouse:flex">
        <KeyHint>J</KeyHint>
        <KeyHint>K</KeyHint> move
        <span className="ml-1" />
        <KeyHint>↵</KeyHint> open
        <button type="button" onClick={showKeys} className="quick ml-1 flex items-center gap-1.5 rounded-chip hover:text-ink">
          <KeyHint>?</KeyHint> shortcuts
        </button>
      </div>
    </>
  );
}

type ListProps = Pick<QueueProps, "selectedId" | "onOpen">;

/** Returns the pending approvals in the displayed order, for keyboard navigation. */
export function useArrangedPending(): Approval[] {
  const [{ sort, risk, agent }] = useQueueView();
  return arrangeQueue(usePendingApprovals().data?.data ?? [], { sort, filter: { risk, agent } });
}

function WaitingList({ selectedId, onOpen }: ListProps) {
  const [view, setView] = useQueueView();
  const { data, error, isPending, refetch } = usePendingApprovals();
  const arranged = useArrangedPending();
  const [paused, setPaused] = useState(false);
  const items = usePausableItems(arranged, paused);
  const environment = useEnvironment();

  if (isPending)
    return (
      <Scroll>
        <QueueSkeleton />
      </Scroll>
    );
  if (error && !data) {
    return (
      <Notice>
        <ErrorNotice
          title="Pending approvals did not load"
          stillWorks="Pending requests stay pending."
          error={error}
          onRetry={() => void refetch()}
        />
      </Notice>
    );
  }
  if (data?.data.length === 0 && items.length === 0 && environment === null) {
    return (
      <Notice>
        <Empty
          title="No pending approvals"
          action={
            <Button size="table" onClick={() => void setView({ tab: "decided" })}>
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
      <QueueFilters approvals={data?.data ?? []} />
      {items.length === 0 ? (
        <Notice>
          <NoMatch
            of="approvals"
            filters={[view.risk, view.agent].filter((filter) => filter !== null).length}
            onClear={() => void setView({ risk: null, agent: null })}
          />
        </Notice>
      ) : (
        <Scroll onPause={setPaused}>
          <Rows items={items} selectedId={selectedId} onOpen={onOpen} />
          {data?.has_more && <p className="px-4 py-3 text-label text-ink-3">More approvals are pending. These expire first.</p>}
        </Scroll>
      )}
    </>
  );
}

/** Keeps rows in place while the pointer is over the list. */
function usePausableItems(arranged: Approval[], paused: boolean): QueueItem[] {
  const shown = useRef<QueueItem[]>([]);
  const items = mergeQueue(shown.current, arranged, paused);
  shown.current = items;
  return items;
}

const EMPTY = {
  mine: { title: "You have not decided any requests yet", text: "Decisions appear here, newest first." },
  decided: { title: "No decisions yet", text: "Decisions appear here, newest first." },
  unknown: { title: "Every used permit has an outcome", text: "Actions whose permit was used without a report appear here." },
  review: {
    title: "Every emergency release was reviewed",
    text: "Requests that one person released alone appear here until another person reviews them.",
  },
} as const;

function PastList({ list, selectedId, onOpen }: ListProps & { list: Exclude<Tab, "waiting"> }) {
  const past = usePastApprovals(list, true);
  const environment = useEnvironment();
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
  const items = itemsOf(past).map((approval) => ({ approval, removed: false }));
  if (items.length === 0) {
    return (
      <Notice>{environment === null ? <Empty title={EMPTY[list].title}>{EMPTY[list].text}</Empty> : <NoMatch of="decisions" />}</Notice>
    );
  }
  return (
    <Scroll>
      <Rows items={items} selectedId={selectedId} onOpen={onOpen} />
      <LoadMore list={past} text="Load older" />
    </Scroll>
  );
}

function Rows({ items, selectedId, onOpen }: ListProps & { items: readonly QueueItem[] }) {
  const params = useSearchParams().toString();
  return (
    <ul>
      {items.map(({ approval, removed }) => (
        <QueueRow
          key={approval.id}
          approval={approval}
          removed={removed}
          selected={approval.id === selectedId}
          search={params ? `?${params}` : ""}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}

function Scroll({ children, onPause }: { children: ReactNode; onPause?: (paused: boolean) => void }) {
  return (
    <div
      className="pane min-h-0 flex-1"
      onPointerEnter={(event) => event.pointerType === "mouse" && onPause?.(true)}
      onPointerLeave={() => onPause?.(false)}
    >
      {children}
    </div>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5">{children}</div>;
}
