"use client";

import type { Run, RunEvent } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { RunSummary } from "./run-summary.tsx";
import { TimelineFilter } from "./timeline-filter.tsx";
import { useRun, useRunEvents, useTimelineView } from "./use-runs.ts";

const SKELETON = <ListSkeleton rows={10} row="h-[42px]" bars={["h-3 w-8", "h-3 w-16", "h-3 w-36", "ml-auto h-3 w-24"]} className="pt-8" />;
const Timeline = dynamic(() => import("./timeline.tsx").then((module) => module.Timeline), { ssr: false, loading: () => SKELETON });
const EventDetail = dynamic(() => import("./event-detail.tsx").then((module) => module.EventDetail), { ssr: false });

/** One run from start to end. The detail of an event is a pane from 1200 px and a sheet below. */
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
  const wide = useMedia("(min-width: 1200px)");
  const list = useRunEvents(run.id);
  const events = (list.data?.pages ?? []).flatMap((page) => page.data);
  const isWhole = list.data !== undefined && events.length >= run.events;
  useNewEvents(run, events, list);
  const selected = events.find(({ run_seq }) => run_seq === view.event) ?? null;
  const close = () => void setView({ event: null }, { history: "push" });
  const detail = selected && <EventDetail key={selected.run_seq} event={selected} onClose={wide ? close : null} />;
  return (
    <div className="flex min-h-0 flex-1">
      <TopBarPart>
        <span className="truncate text-ink-2" title={run.id}>
          {run.name ?? "Unnamed run"}
        </span>
      </TopBarPart>
      <section aria-label="Timeline" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TimelineFilter events={events} total={run.events} isWhole={isWhole} />
        {!list.data && !list.error && SKELETON}
        {!list.data && list.error && (
          <ListNotice>
            <ErrorNotice
              title="The events did not load"
              stillWorks="The list of runs still works."
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          </ListNotice>
        )}
        {list.data && (
          <Timeline
            events={events}
            isWhole={isWhole}
            kind={view.kind}
            selected={view.event}
            onOpen={(event) => void setView({ event }, { history: "push" })}
            paged={{ hasNextPage: !isWhole, isFetchingNextPage: list.isFetchingNextPage, fetchNextPage: list.fetchNextPage }}
          >
            <RunSummary run={run} events={events} isWhole={isWhole} />
          </Timeline>
        )}
      </section>
      {detail && wide && (
        <section aria-label="Event" className="flex min-h-0 w-[420px] shrink-0 flex-col border-l ultra:w-[480px]">
          {detail}
        </section>
      )}
      {detail && !wide && (
        <Dialog open onClose={close} title={`Event ${selected.run_seq}`} place="side">
          {detail}
        </Dialog>
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
