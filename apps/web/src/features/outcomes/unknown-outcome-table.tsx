"use client";

import type { Approval } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration, formatUtc, formatUtcShort } from "#lib/format/time.ts";
import { OutcomeAction } from "./outcome-action.tsx";

interface UnknownOutcomeTableProps {
  approvals: readonly Approval[];
  selected: string | null;
  onOpen: (id: string) => void;
}

/** The actions whose outcome is unknown, oldest first. */
export function UnknownOutcomeTable({ approvals, selected, onOpen }: UnknownOutcomeTableProps) {
  const columns: DataColumn<Approval>[] = [
    { id: "action", header: "Action", isRowHeader: true, cell: (approval) => <OutcomeAction approval={approval} onOpen={onOpen} /> },
    { id: "agent", header: "Agent", cell: ({ requested_by }) => <AgentName name={requested_by.name} /> },
    {
      id: "due",
      header: "Report was due",
      cellClassName: "whitespace-nowrap text-ink-2",
      cell: ({ outcome }) => outcome && <time dateTime={outcome.due_at}>{formatUtcShort(outcome.due_at)}</time>,
    },
    {
      id: "unknown",
      header: "Unknown for",
      align: "right",
      cellClassName: "whitespace-nowrap",
      cell: (approval) => <UnknownFor approval={approval} />,
    },
  ];
  return (
    <DataTable
      caption="Unknown outcomes"
      items={approvals}
      columns={columns}
      idOf={({ id }) => id}
      sortedBy={{ column: "unknown", descending: true }}
      selectedId={selected}
      stacked={{ below: "tablet", item: (approval) => <Stacked approval={approval} onOpen={onOpen} /> }}
    />
  );
}

function UnknownFor({ approval: { outcome } }: { approval: Approval }) {
  const now = useNow();
  if (!outcome) return null;
  return (
    <span className="tnum" title={formatUtc(outcome.due_at)}>
      {formatDuration(Math.max(0, now - Date.parse(outcome.due_at)))}
    </span>
  );
}

function Stacked({ approval, onOpen }: { approval: Approval; onOpen: (id: string) => void }) {
  return (
    <li className="quick relative flex items-start justify-between gap-3 border-b px-4 py-3 hover:bg-hover">
      <div className="min-w-0">
        <OutcomeAction approval={approval} onOpen={onOpen} />
        <span className="text-label text-ink-2">{approval.requested_by.name}</span>
      </div>
      <span className="shrink-0 text-label">
        <UnknownFor approval={approval} />
      </span>
    </li>
  );
}
