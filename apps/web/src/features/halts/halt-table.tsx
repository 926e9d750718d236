"use client";

import type { Halt } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatUtcShort } from "#lib/format/time.ts";
import { confirmedOf, nameHalt, requesterOf, statusOf } from "./halt-words.ts";

const COLUMNS: readonly DataColumn<Halt>[] = [
  { id: "scope", header: "Scope", isRowHeader: true, cell: (halt) => <Scope halt={halt} /> },
  {
    id: "state",
    header: "State",
    cell: (halt) => <StatusPill state={statusOf(halt).mark}>{statusOf(halt).word}</StatusPill>,
  },
  { id: "clients", header: "Clients", cell: (halt) => <span className="text-ink-2">{confirmedOf(halt)}</span> },
  { id: "reason", header: "Reason", cell: (halt) => <Reason halt={halt} /> },
  { id: "by", header: "Requested by", cell: (halt) => <span className="whitespace-nowrap">{requesterOf(halt)}</span> },
  {
    id: "at",
    header: "Requested",
    align: "right",
    cellClassName: "whitespace-nowrap text-ink-2",
    cell: ({ requested_at }) => <time dateTime={requested_at}>{formatUtcShort(requested_at)}</time>,
  },
];

/** The halts, newest first. */
export function HaltTable({ halts }: { halts: readonly Halt[] }) {
  return (
    <DataTable
      caption="Halts"
      items={halts}
      columns={[...COLUMNS]}
      idOf={({ id }) => id}
      sortedBy={{ column: "at", descending: true }}
      stacked={{ below: "desk", item: (halt) => <Stacked halt={halt} /> }}
    />
  );
}

function Scope({ halt }: { halt: Halt }) {
  return (
    <RowLink href={`/agents/halts/${halt.id}`} className="block max-w-60 truncate font-mono text-code font-medium">
      {nameHalt(halt)}
    </RowLink>
  );
}

function Reason({ halt: { reason } }: { halt: Halt }) {
  return <span className="block max-w-72 truncate text-ink-2">{reason !== undefined && <UntrustedInline text={reason} />}</span>;
}

function Stacked({ halt }: { halt: Halt }) {
  const { word, mark } = statusOf(halt);
  return (
    <li className="quick relative flex flex-col gap-1 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <div className="flex items-baseline justify-between gap-3">
        <Scope halt={halt} />
        <StatusPill state={mark}>{word}</StatusPill>
      </div>
      <Reason halt={halt} />
      <span className="text-label text-ink-2">
        {formatUtcShort(halt.requested_at)}, {confirmedOf(halt)}
      </span>
    </li>
  );
}
