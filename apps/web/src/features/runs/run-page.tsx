"use client";

import type { Run, RunEvent } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { DetailPane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { formatCount } from "#lib/format/text.ts";
import { RunSummary } from "./run-summary.tsx";
import { TimelineFilter } from "./timeline-filter.tsx";
import { useRun, useRunEvents, useTimelineView } from "./use-runs.ts";

const SKELETON = <ListSkeleton rows={10} row="h-[42px]" bars={["h-3 w-8", "h-3 w-16", "h-3 w-36", "ml-auto h-3 w-24"]} className="pt-8" />;
const Timeline = dynamic(() => import("./timeline.tsx").then((module) => module.Timeline), { ssr: false, loading: () => SKELETON });
const EventDetail = dynamic(() => import("./event-detail.tsx").then((module) => module.EventDetail), { ssr: false });

/** One run from start to end. */
export function RunPage({ id }: { id: string }) {
  const { data: run, error, refetch } = useRun(id);
  if (run) return <Loaded run={run} />;
  if (!error) return SKELETON;
  return (
    <ListNotice>
      {error instanceof ApiError && error.status === 404 ? (
        <Empty title="Run not found">It may belong to another organisation.</Empty>
      ) : (
        <ErrorNotice title="The run did not load" stillWorks="The list still works." error={error} onRetry={() => void refetch()} />
      )}
    </ListNotice>
  );
}

function Loaded({ run }: { run: Run }) {
  const [view, setView] = useTimelineView();
  const list = useRunEvents(run.id);
  const events = (list.data?.pages ?? []).flatMap((page) => page.data);
  const isWhole = list.data !== undefined && events.length >= run.events;
  useNewEvents(run, events, list);
  // The events of one kind are read by themselves while the run is not loaded as a whole.
  const isPart = view.kind !== "all" && !isWhole;
  const ofKind = useRunEvents(run.id, view.kind, isPart);
  const source = isPart ? ofKind : list;
  const shown = (source.data?.pages ?? []).flatMap((page) => page.data);
  const hasMoreOfKind = ofKind.data?.pages.at(-1)?.has_more ?? false;
  const selected = shown.find(({ run_seq }) => run_seq === view.event) ?? null;
  return (
    <div className="flex min-h-0 flex-1">
      <TopBarPart>
        <span className="truncate text-ink-2" title={run.id}>
          {run.name ?? "Unnamed run"}
        </span>
      </TopBarPart>
      <section aria-label="Timeline" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TimelineFilter events={events} total={run.events} isWhole={isWhole} />
        {!source.data && !source.error && SKELETON}
        {!source.data && source.error && (
          <ListNotice>
            <ErrorNotice
              title="The events did not load"
              stillWorks="The list of runs still works."
              error={source.error}
              onRetry={() => void source.refetch()}
            />
          </ListNotice>
        )}
        {source.data && (
          <Timeline
            events={shown}
            isWhole={isWhole}
            kind={view.kind}
            selected={view.event}
            onOpen={(event) => void setView({ event })}
            paged={isPart ? { ...ofKind, hasNextPage: hasMoreOfKind } : { ...list, hasNextPage: !isWhole }}
          >
            <RunSummary run={run} events={events} isWhole={isWhole} />
          </Timeline>
        )}
      </section>
      {selected && (
        <DetailPane label="Event" title={`Event ${formatCount(selected.run_seq)}`} onClose={() => void setView({ event: null })}>
          <EventDetail key={selected.run_seq} event={selected} />
        </DetailPane>
      )}
    </div>
  );
}

/** Loads events that were added to a run after all of its events had been loaded. */
function useNewEvents({ events: total }: Run, events: readonly RunEvent[], list: ReturnType<typeof useRunEvents>): void {
  const { data, isFetching, isFetchNextPageError, fetchNextPage } = list;
  const loaded = events.length;
  const isFollowing = data !== undefined && !isFetchNextPageError && total - loaded < MAX_NEW;
  useEffect(() => {
    if (isFollowing && total > loaded && !isFetching) void fetchNextPage();
  }, [isFollowing, total, loaded, isFetching, fetchNextPage]);
}

/** More missing events than this are loaded on request. */
const MAX_NEW = 100;
