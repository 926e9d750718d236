"use client";

import type { AnomalyBaseline } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { useBaselines } from "./use-anomalies.ts";

/** The agents with the state of their calibration. Until it ends, only outcomes reported without permission are anomalies. */
export function Calibration() {
  const { data, error, refetch } = useBaselines();
  const thresholds = data?.thresholds;
  return (
    <section aria-labelledby="calibration" className="border-t pb-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-4 tablet:px-6">
        <h2 id="calibration" className="text-body font-strong">
          Calibration
        </h2>
        {thresholds && (
          <p className="text-label text-ink-2">
            Activity is compared with its baseline after {plural(thresholds.calibration_days, "day", "days")} and{" "}
            {plural(thresholds.calibration_requests, "request", "requests")}
          </p>
        )}
      </div>
      {!data && !error && <SkeletonBar className="mx-4 h-24 tablet:mx-6" />}
      {!data && error && (
        <div className="px-4 tablet:px-6">
          <ErrorNotice
            title="The baselines did not load"
            stillWorks="Anomalies are still detected."
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {data?.data.length === 0 && <p className="px-4 text-label text-ink-2 tablet:px-6">No agent has sent requests here yet.</p>}
      {data && data.data.length > 0 && <Baselines baselines={data.data} needed={data.thresholds} />}
    </section>
  );
}

/** The data that calibration needs: days with requests, and requests. */
interface Needed {
  readonly calibration_days: number;
  readonly calibration_requests: number;
}

function Baselines({ baselines, needed }: { baselines: readonly AnomalyBaseline[]; needed: Needed }) {
  const daysNeeded = needed.calibration_days;
  const requests = (actions: number) =>
    actions < needed.calibration_requests
      ? `${formatCount(actions)} of ${plural(needed.calibration_requests, "request", "requests")}`
      : plural(actions, "request", "requests");
  const columns: DataColumn<AnomalyBaseline>[] = [
    { id: "agent", header: "Agent", isRowHeader: true, cell: ({ agent_name }) => <AgentName name={agent_name} /> },
    { id: "progress", header: "Progress", hiddenHead: true, cell: ({ progress }) => <Progress share={progress} steps={daysNeeded} /> },
    {
      id: "days",
      header: "Days",
      cellClassName: "tnum text-ink-2",
      cell: ({ days }) => `${Math.min(days, daysNeeded)} of ${daysNeeded} days`,
    },
    { id: "actions", header: "Requests", cellClassName: "tnum text-ink-2", cell: ({ actions }) => requests(actions) },
    { id: "state", header: "State", align: "right", cell: (baseline) => <State baseline={baseline} /> },
  ];
  return (
    <DataTable
      caption="Calibration"
      items={baselines}
      columns={columns}
      idOf={({ agent_id, environment }) => `${agent_id}/${environment}`}
      stacked={{
        below: "tablet",
        item: (baseline) => (
          <li className="flex flex-col gap-1.5 border-b px-4 py-3">
            <span className="flex items-center justify-between gap-3">
              <AgentName name={baseline.agent_name} />
              <State baseline={baseline} />
            </span>
            <span className="flex items-center justify-between gap-3 text-label text-ink-2">
              <Progress share={baseline.progress} steps={daysNeeded} /> {requests(baseline.actions)}
            </span>
          </li>
        ),
      }}
    />
  );
}

function State({ baseline: { status } }: { baseline: AnomalyBaseline }) {
  return status === "calibrated" ? <span className="text-ink-2">Calibrated</span> : <span className="text-hold">Calibrating</span>;
}

function Progress({ share, steps }: { share: number; steps: number }) {
  return (
    <span aria-hidden="true" className="flex gap-0.5">
      {Array.from({ length: steps }, (_, step) => step).map((step) => (
        <span key={step} className={`h-2 w-4 ${(step + 1) / steps <= share ? "bg-ink-2" : "bg-line"}`} />
      ))}
    </span>
  );
}
