"use client";

import type { Anomaly } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { describeObserved, describeUsual, KIND_NAMES, namePattern } from "./anomaly-words.ts";
import { BaselineBar } from "./baseline-bar.tsx";

interface AnomalyTableProps {
  anomalies: readonly Anomaly[];
  selected: string | null;
  onOpen: (id: string) => void;
}

/** Anomalies with their numbers, newest first. */
export function AnomalyTable({ anomalies, selected, onOpen }: AnomalyTableProps) {
  const columns: DataColumn<Anomaly>[] = [
    { id: "anomaly", header: "Anomaly", isRowHeader: true, cell: (anomaly) => <Title anomaly={anomaly} onOpen={onOpen} /> },
    {
      id: "agent",
      header: "Agent",
      cell: ({ agent_name }) => <AgentName name={agent_name} />,
    },
    { id: "chart", header: "Baseline and observed", cell: (anomaly) => <BaselineBar anomaly={anomaly} /> },
    { id: "numbers", header: "Numbers", cell: (anomaly) => <Numbers anomaly={anomaly} /> },
    {
      id: "detected",
      header: "Detected",
      align: "right",
      cellClassName: "text-ink-2",
      cell: ({ detected_at }) => <Ago at={detected_at} never="" />,
    },
  ];
  return (
    <DataTable
      caption="Anomalies"
      items={anomalies}
      columns={columns}
      idOf={({ id }) => id}
      sortedBy={{ column: "detected", descending: true }}
      selectedId={selected}
      stacked={{
        below: "tablet",
        item: (anomaly) => (
          <li className="quick relative flex flex-col gap-2 border-b px-4 py-3 hover:bg-hover">
            <div className="flex items-start justify-between gap-3">
              <Title anomaly={anomaly} onOpen={onOpen} />
              <span className="shrink-0 text-label text-ink-2">
                <Ago at={anomaly.detected_at} never="" />
              </span>
            </div>
            <BaselineBar anomaly={anomaly} />
            <span className="text-label">
              {anomaly.agent_name}, <Numbers anomaly={anomaly} />
            </span>
          </li>
        ),
      }}
    />
  );
}

function Title({ anomaly, onOpen }: { anomaly: Anomaly; onOpen: (id: string) => void }) {
  const pattern = namePattern(anomaly);
  return (
    <span className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">
        <Diamond size={9} className={anomaly.status === "expected" ? "text-idle" : "text-hold"} />
      </span>
      <span className="min-w-0">
        <SelectLink
          href={`?anomaly=${anomaly.id}`}
          data-item={anomaly.id}
          onSelect={() => onOpen(anomaly.id)}
          className={`block font-medium ${ROW_AREA}`}
        >
          {KIND_NAMES[anomaly.kind]}
        </SelectLink>
        {pattern && <span className="block font-mono text-code wrap-anywhere text-ink-2 tablet:max-w-64">{pattern}</span>}
      </span>
    </span>
  );
}

function Numbers({ anomaly }: { anomaly: Anomaly }) {
  return (
    <span className="tnum">
      <span className="font-medium">{describeObserved(anomaly)}</span>{" "}
      <span className="block text-label text-ink-2">{describeUsual(anomaly)}</span>
    </span>
  );
}
