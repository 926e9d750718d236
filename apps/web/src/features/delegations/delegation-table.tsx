"use client";

import type { Delegation } from "@agentlattice/contract";
import { useSearchParams } from "next/navigation";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { FirstAction } from "#components/ui/first-action.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { ExpiresIn, ownName, StatusLine } from "./delegation-words.tsx";

const COLUMNS: readonly DataColumn<Delegation>[] = [
  { id: "child", header: "Delegated to", cell: (delegation) => <Identity delegation={delegation} /> },
  { id: "parent", header: "Delegated by", cellClassName: "text-ink-2", cell: ({ parent }) => <Parent name={parent.name} /> },
  { id: "status", header: "Status", cell: (delegation) => <StatusLine delegation={delegation} /> },
  { id: "capabilities", header: "Capabilities", cell: ({ capabilities }) => <FirstAction actions={capabilities} /> },
  { id: "expires", header: "Expires in", cell: (delegation) => <ExpiresIn delegation={delegation} /> },
  {
    id: "created",
    header: "Created",
    align: "right",
    cellClassName: "text-ink-2",
    cell: ({ created_at }) => <Ago at={created_at} never="" />,
  },
];

/** The list of delegations. */
export function DelegationTable({ delegations, open }: { delegations: readonly Delegation[]; open: string | null }) {
  return (
    <DataTable
      caption="Delegations"
      items={delegations}
      columns={COLUMNS}
      idOf={(delegation) => delegation.id}
      sortedBy={{ column: "created", descending: true }}
      selectedId={open}
      stacked={{ below: "desk", item: (delegation) => <Stacked delegation={delegation} /> }}
    />
  );
}

function Identity({ delegation }: { delegation: Delegation }) {
  return (
    <span className="flex items-center gap-2.5">
      <AgentMark name={ownName(delegation.child.name)} size={22} />
      <span className="min-w-0">
        <OpenLink delegation={delegation} />
        <span className="block text-label whitespace-nowrap text-ink-3">{describeDepth(delegation)}</span>
      </span>
    </span>
  );
}

function Parent({ name }: { name: string }) {
  return (
    <span className="block max-w-44 truncate" title={name}>
      {name}
    </span>
  );
}

function describeDepth({ depth, environment }: Delegation): string {
  return `${environment}, ${depth === 1 ? "1 level" : `${depth} levels`} below the root`;
}

/** Keeps the filters in the URL. */
function OpenLink({ delegation: { id, child } }: { delegation: Delegation }) {
  const view = useSearchParams().toString();
  return (
    <RowLink href={`/delegations/${id}${view && `?${view}`}`} title={child.name} className="block max-w-56 truncate font-medium">
      {ownName(child.name)}
    </RowLink>
  );
}

function Stacked({ delegation }: { delegation: Delegation }) {
  return (
    <li className="quick relative flex gap-3 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <AgentMark name={ownName(delegation.child.name)} size={28} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex items-baseline justify-between gap-3">
          <OpenLink delegation={delegation} />
          <span className="shrink-0 text-label">
            <ExpiresIn delegation={delegation} />
          </span>
        </div>
        <p className="truncate text-label text-ink-2">by {delegation.parent.name}</p>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-label text-ink-2">
          <StatusLine delegation={delegation} />
          <FirstAction actions={delegation.capabilities} />
        </div>
      </div>
    </li>
  );
}
