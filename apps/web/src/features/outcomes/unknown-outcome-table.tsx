"use client";

import type { Approval } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration, formatUtc, formatUtcShort } from "#lib/format/time.ts";

interface UnknownOutcomeTableProps {
  approvals: readonly Approval[];
  selected: string | null;
  onOpen: (id: string) => void;
}

/** The actions whose outcome is unknown, oldest first. */
export function UnknownOutcomeTable({ approvals, selected, onOpen }: UnknownOutcomeTableProps) {
  const columns: DataColumn<Approval>[] = [
    { id: "action", header: "Action", isRowHeader: true, cell: (approval) => <Action approval={approval} onOpen={onOpen} /> },
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

function Action({ approval, onOpen }: { approval: Approval; onOpen: (id: string) => void }) {
  const { id, summary, action_type } = approval;
  return (
    <>
      <SelectLink
        href={`?approval=${id}`}
        data-item={id}
        onSelect={() => onOpen(id)}
        className={`block max-w-96 truncate font-medium ${ROW_AREA}`}
      >
        {summary === null ? <ActionName type={action_type} /> : <Claim text={summary} />}
      </SelectLink>
      {summary !== null && (
        <span className="block truncate text-label text-ink-2">
          <ActionName type={action_type} className="text-code" />
        </span>
      )}
    </>
  );
}

function AgentName({ name }: { name: string }) {
  return (
    <span className="flex items-center gap-2">
      <AgentMark name={name} size={20} />
      <span className="max-w-44 truncate">{name}</span>
    </span>
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
        <Action approval={approval} onOpen={onOpen} />
        <span className="text-label text-ink-2">{approval.requested_by.name}</span>
      </div>
      <span className="shrink-0 text-label">
        <UnknownFor approval={approval} />
      </span>
    </li>
  );
}
