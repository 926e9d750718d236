"use client";

import dynamic from "next/dynamic";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { DetailPane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { AgentFilter } from "#features/agents/agent-filter.tsx";
import { useListKeys } from "#features/shell/use-list-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { REPLACE_HISTORY_ENTRY } from "#lib/navigation/use-view.ts";
import { AnomalyTable } from "./anomaly-table.tsx";
import { KIND_NAMES, KINDS } from "./anomaly-words.ts";
import { Calibration } from "./calibration.tsx";
import { STATUSES, useAnomalies, useAnomalyView } from "./use-anomalies.ts";

const AnomalyDetail = dynamic(() => import("./anomaly-detail.tsx").then((module) => module.AnomalyDetail), { ssr: false });

const STATUS_NAMES = { open: "Open", expected: "Expected" } as const;
const SKELETON = <ListSkeleton rows={4} row="h-[64px]" bars={["h-3 w-36", "h-3 w-28", "h-3 w-32", "ml-auto h-3 w-16"]} className="pt-8" />;

/** Unusual activity with its numbers, and below it the calibration of the agents. */
export function AnomaliesPage() {
  const [view, setView] = useAnomalyView();
  const list = useAnomalies(view);
  const anomalies = itemsOf(list);
  const selected = view.anomaly;
  const open = (anomaly: string | null) => void setView({ anomaly });
  useListKeys({ ids: anomalies.map(({ id }) => id), selected, select: (anomaly) => void setView({ anomaly }, REPLACE_HISTORY_ENTRY) });
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label="Anomalies" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <FilterBar
          count={countOf(list, plural(anomalies.length, "anomaly", "anomalies"))}
          active={[view.kind, view.agent].filter(Boolean).length}
          primary={
            <Segmented
              label="Show"
              value={view.status}
              options={STATUSES.map((value) => ({ value, text: STATUS_NAMES[value] }))}
              onChange={(status) => void setView({ status, anomaly: null })}
            />
          }
        >
          <FilterMenu
            label="Kind"
            value={view.kind}
            options={KINDS.map((value) => ({ value, text: KIND_NAMES[value] }))}
            onChange={(kind) => void setView({ kind })}
          />
          <AgentFilter value={view.agent} onChange={(agent) => void setView({ agent })} />
        </FilterBar>
        <ScrollRegion label="List and calibration" className="flex min-h-0 flex-1 flex-col justify-between">
          <div>
            <ListBody
              list={list}
              failed="Anomalies did not load"
              stillWorks="They are still detected and recorded."
              more="Load older"
              skeleton={SKELETON}
              empty={<Nothing />}
            >
              <AnomalyTable anomalies={anomalies} selected={selected} onOpen={open} />
            </ListBody>
          </div>
          <Calibration />
        </ScrollRegion>
      </section>
      {selected !== null && (
        <DetailPane label="Anomaly" title="Anomaly" onClose={() => open(null)}>
          <AnomalyDetail key={selected} id={selected} />
        </DetailPane>
      )}
    </div>
  );
}

function Nothing() {
  const [{ kind, agent, status }, setView] = useAnomalyView();
  const environment = useEnvironment();
  const filters = [kind, agent].filter(Boolean).length;
  if (filters > 0 || environment !== null)
    return <NoMatch of="anomalies" filters={filters} onClear={() => void setView({ kind: null, agent: null })} />;
  return status === "open" ? (
    <Empty title="No open anomalies">Activity that differs from what is usual for an agent appears here.</Empty>
  ) : (
    <Empty title="No expected anomalies">Anomalies that a person marked as expected appear here.</Empty>
  );
}
