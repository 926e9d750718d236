"use client";

import type { Delegation } from "@agentlattice/contract";
import clsx from "clsx";
import { ArrowDown } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { RowLink } from "#components/list/row-link.tsx";
import { CELL, HEAD } from "#components/list/table-look.ts";
import { FirstAction } from "#components/ui/first-action.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { ExpiresIn, ownName, StatusLine } from "./delegation-words.tsx";

/** The list of delegations. */
export function DelegationTable({ delegations, open }: { delegations: readonly Delegation[]; open: string | null }) {
  return (
    <>
      <table className="hidden w-full border-separate border-spacing-0 text-body desk:table">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              Delegated to
            </th>
            <th scope="col" className={HEAD}>
              Delegated by
            </th>
            <th scope="col" className={HEAD}>
              Status
            </th>
            <th scope="col" className={HEAD}>
              Capabilities
            </th>
            <th scope="col" className={HEAD}>
              Expires in
            </th>
            <th scope="col" aria-sort="descending" className={clsx(HEAD, "text-right")}>
              <span className="inline-flex items-center gap-1">
                Created <ArrowDown size={12} aria-hidden="true" />
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {delegations.map((delegation) => (
            <Row key={delegation.id} delegation={delegation} selected={delegation.id === open} />
          ))}
        </tbody>
      </table>
      <ul className="desk:hidden">
        {delegations.map((delegation) => (
          <Stacked key={delegation.id} delegation={delegation} />
        ))}
      </ul>
    </>
  );
}

function Row({ delegation, selected }: { delegation: Delegation; selected: boolean }) {
  return (
    <tr aria-current={selected ? "true" : undefined} className={clsx("quick relative", selected ? "bg-accent-wash" : "hover:bg-hover")}>
      <td className={clsx(CELL, selected && "shadow-[inset_2px_0_var(--accent)]")}>
        <span className="flex items-center gap-2.5">
          <AgentMark name={ownName(delegation.child.name)} size={22} />
          <span className="min-w-0">
            <OpenLink delegation={delegation} />
            <span className="block text-label whitespace-nowrap text-ink-3">{describeDepth(delegation)}</span>
          </span>
        </span>
      </td>
      <td className={clsx(CELL, "max-w-44 truncate text-ink-2")} title={delegation.parent.name}>
        {delegation.parent.name}
      </td>
      <td className={CELL}>
        <StatusLine delegation={delegation} />
      </td>
      <td className={CELL}>
        <FirstAction actions={delegation.capabilities} />
      </td>
      <td className={CELL}>
        <ExpiresIn delegation={delegation} />
      </td>
      <td className={clsx(CELL, "text-right text-ink-2")}>
        <Ago at={delegation.created_at} never="" />
      </td>
    </tr>
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
