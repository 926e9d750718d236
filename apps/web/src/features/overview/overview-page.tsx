"use client";

import { Pause, Play } from "lucide-react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { AttentionList } from "./attention-list.tsx";
import { DecideTimeChart } from "./decide-time-chart.tsx";
import { DecisionsChart } from "./decisions-chart.tsx";
import { LedgerRail } from "./ledger-rail.tsx";
import { PostureSummary } from "./posture-summary.tsx";
import { useFreeze, useOverview, useOverviewWindow, WINDOW_WORDS, WINDOWS } from "./use-overview.ts";
import { WaitingTable } from "./waiting-table.tsx";

/** Whether things are well: the score, what waits, what happened, and who needs somebody. */
export function OverviewPage() {
  const [window, setWindow] = useOverviewWindow();
  const { frozen, toggle } = useFreeze();
  const { can } = useMe();
  const { data, error, refetch } = useOverview(window, frozen);
  const isNew = data !== undefined && data.counters.agents.count === 0;
  return (
    <>
      <TopBarPart>
        <div className="ml-auto flex items-center gap-2.5">
          <Segmented
            label="Span"
            value={window}
            options={WINDOWS.map((value) => ({ value, text: WINDOW_WORDS[value] }))}
            onChange={(next) => void setWindow(next)}
          />
          <Button size="table" aria-pressed={frozen} onClick={toggle} className="max-tablet:hidden">
            {frozen ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />}
            {frozen ? "Resume updates" : "Pause updates"}
          </Button>
        </div>
      </TopBarPart>
      <div className="pane min-h-0 flex-1 wide:flex wide:overflow-hidden">
        <div className="min-w-0 flex-1 px-4 pt-5 pb-8 tablet:px-6 wide:overflow-y-auto wide:[scrollbar-width:thin]">
          {data?.sample && (
            <p className="mb-4 text-label text-ink-3">Sample data: this organisation, its people and its history are made up.</p>
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
                  <Failed
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
                  {data.time_to_decide && <DecideTimeChart times={data.time_to_decide} span={WINDOW_WORDS[data.window]} />}
                </div>
              )}
            </>
          )}
        </div>
        <div className="border-t wide:w-[308px] wide:shrink-0 wide:overflow-y-auto wide:border-t-0 wide:border-l wide:[scrollbar-width:thin] ultra:w-[340px]">
          <LedgerRail frozen={frozen} />
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
      title={can.createAgents ? "No agent asks here yet" : "No agent of yours asks here yet"}
      action={can.createAgents && <LinkButton href="/agents/new">Create an agent</LinkButton>}
    >
      {can.createAgents
        ? "Create one, give it a key, and watch its first gate."
        : "An owner or admin of the organisation creates agents and makes you their owner."}
    </Empty>
  );
}

function ChartsSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="grid gap-x-14 gap-y-8 border-t pt-5 desk:grid-cols-2">
      {[0, 1].map((chart) => (
        <div key={chart} className="flex flex-col gap-3">
          <Bone className="h-5 w-40" />
          <Bone className="h-4 w-56" />
          <Bone className="h-[168px] w-full" />
        </div>
      ))}
    </div>
  );
}
