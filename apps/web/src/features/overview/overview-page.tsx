"use client";

import { Pause, Play } from "lucide-react";
import dynamic from "next/dynamic";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { RemoveSampleButton } from "#features/settings/remove-sample-button.tsx";
import { SPAN_WORDS, TimeRange } from "#features/shell/time-range.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { AttentionList } from "./attention-list.tsx";
import { DecideTimeChart } from "./decide-time-chart.tsx";
import { DecisionsChart } from "./decisions-chart.tsx";
import { LedgerRail } from "./ledger-rail.tsx";
import { PostureSummary } from "./posture-summary.tsx";
import { useOverview, useOverviewWindow, usePauseUpdates, WINDOWS } from "./use-overview.ts";

/** Loaded after the page. Until then it is as tall as an empty table. */
const WaitingTable = dynamic(() => import("./waiting-table.tsx").then((module) => module.WaitingTable), {
  ssr: false,
  loading: () => <div className="h-36 border-t py-5" />,
});

/** The overview: posture, pending approvals, decisions, latest entries and agents that need attention. */
export function OverviewPage() {
  const [{ window }, setView] = useOverviewWindow();
  const { paused, toggle } = usePauseUpdates();
  const { can } = useMe();
  const { data, error, refetch } = useOverview(window, paused);
  const isNew = data !== undefined && data.counters.agents.count === 0;
  return (
    <>
      <TimeRange value={window} spans={WINDOWS} onChange={(next) => void setView({ window: next })}>
        <Button size="table" aria-pressed={paused} onClick={toggle} className="max-tablet:hidden">
          {paused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />}
          {paused ? "Resume updates" : "Pause updates"}
        </Button>
      </TimeRange>
      <div className="pane min-h-0 flex-1 wide:flex wide:overflow-hidden">
        <div className="min-w-0 flex-1 px-4 pt-5 pb-8 tablet:px-6 wide:overflow-y-auto wide:[scrollbar-width:thin]">
          {data?.sample && (
            <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
              <p className="text-label text-ink-3">Sample data. This organisation, its people and its history are fictitious.</p>
              <RemoveSampleButton />
            </div>
          )}
          {isNew ? (
            <NewOrganisation />
          ) : (
            <>
              <div className="pb-5">
                <PostureSummary />
              </div>
              {can.readApprovals && <WaitingTable />}
              {!data && error && (
                <div className="border-t py-5">
                  <ErrorNotice
                    title="The numbers did not load"
                    stillWorks="Approvals and the ledger still work."
                    error={error}
                    onRetry={() => void refetch()}
                  />
                </div>
              )}
              {!data && !error && <ChartsSkeleton />}
              {data && (
                <div className="grid gap-x-14 gap-y-8 border-t pt-5 desk:grid-cols-2">
                  <DecisionsChart overview={data} />
                  {data.time_to_decide && <DecideTimeChart times={data.time_to_decide} span={SPAN_WORDS[data.window]} />}
                </div>
              )}
            </>
          )}
        </div>
        <div className="border-t wide:w-[308px] wide:shrink-0 wide:overflow-y-auto wide:border-t-0 wide:border-l wide:[scrollbar-width:thin] ultra:w-[340px]">
          <LedgerRail paused={paused} />
          {data && !isNew && <AttentionList attention={data.attention} />}
        </div>
      </div>
    </>
  );
}

function NewOrganisation() {
  const { can } = useMe();
  return (
    <Empty
      title={can.createAgents && can.decide ? "No agents yet" : "You have no agents yet"}
      action={can.createAgents && <LinkButton href="/agents/new">Create an agent</LinkButton>}
    >
      {!can.createAgents && "Ask an owner or admin to create an agent and make you its owner."}
      {can.createAgents && can.decide && "Create an agent, give it a key, and approve its first action."}
      {can.createAgents && !can.decide && "You see agents that you own. Create one, and give it a key."}
    </Empty>
  );
}

function ChartsSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="grid gap-x-14 gap-y-8 border-t pt-5 desk:grid-cols-2">
      {[0, 1].map((chart) => (
        <div key={chart} className="flex flex-col gap-3">
          <SkeletonBar className="h-5 w-40" />
          <SkeletonBar className="h-4 w-56" />
          <SkeletonBar className="h-[168px] w-full" />
        </div>
      ))}
    </div>
  );
}
