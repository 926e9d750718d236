"use client";

import type { Run } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { formatCount, shortId } from "#lib/format/text.ts";
import { RunStatusLine, SessionPlaceholder } from "./run-words.tsx";

const COLUMNS: readonly DataColumn<Run>[] = [
  { id: "run", header: "Run", isRowHeader: true, cell: (run) => <Identity run={run} /> },
  { id: "status", header: "Status", cell: ({ status }) => <RunStatusLine status={status} /> },
  { id: "agent", header: "Agent", cell: ({ agent }) => <AgentName name={agent.name} /> },
  { id: "session", header: "Session", cellClassName: "text-ink-2", cell: (run) => <Session run={run} /> },
  { id: "events", header: "Events", align: "right", cellClassName: "tnum", cell: ({ events }) => formatCount(events) },
  {
    id: "last",
    header: "Last event",
    align: "right",
    cellClassName: "text-ink-2",
    cell: ({ last_event_at }) => <Ago at={last_event_at} never="none" />,
  },
  {
    id: "created",
    header: "Created",
    align: "right",
    cellClassName: "text-ink-2",
    cell: ({ created_at }) => <Ago at={created_at} never="" />,
  },
];

/** The list of runs. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  return (
    <DataTable
      caption="Runs"
      items={runs}
      columns={COLUMNS}
      idOf={(run) => run.id}
      sortedBy={{ column: "created", descending: true }}
      stacked={{ below: "desk", item: (run) => <Stacked run={run} /> }}
    />
  );
}

function Identity({ run }: { run: Run }) {
  return (
    <span className="block min-w-0">
      <OpenLink run={run} />
      <span className="block text-label whitespace-nowrap text-ink-3">
        {shortId(run.id)}, {run.environment}
      </span>
    </span>
  );
}

function OpenLink({ run: { id, name } }: { run: Run }) {
  return (
    <RowLink href={`/runs/${id}`} title={name ?? id} className="block max-w-64 truncate font-medium">
      {name ?? "Unnamed run"}
    </RowLink>
  );
}

function Session({ run: { session_id: id, withheld } }: { run: Run }) {
  if (id === null) return <SessionPlaceholder withheld={withheld} />;
  return (
    <span className="block max-w-44 truncate" title={id}>
      {id}
    </span>
  );
}

function Stacked({ run }: { run: Run }) {
  return (
    <li className="quick relative flex flex-col gap-1 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <div className="flex items-baseline justify-between gap-3">
        <OpenLink run={run} />
        <span className="shrink-0 text-label text-ink-2">
          <Ago at={run.created_at} never="" />
        </span>
      </div>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-label text-ink-2">
        <RunStatusLine status={run.status} />
        <span className="truncate">{run.agent.name}</span>
        <span className="tnum">{formatCount(run.events)} events</span>
      </p>
    </li>
  );
}
