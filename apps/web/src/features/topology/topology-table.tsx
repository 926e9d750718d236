"use client";

import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { DECISION } from "#features/agents/presence.ts";
import { Ago } from "#features/agents/presence-line.tsx";
import type { Topology, TopologyEdge } from "./merge-tools.ts";

interface TopologyTableProps {
  topology: Topology;
  onSelect: (id: string) => void;
}

/** The edges of the graph as rows. */
export function TopologyTable({ topology: { nodes, edges }, onSelect }: TopologyTableProps) {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const from = (edge: TopologyEdge) => (
    <button
      type="button"
      onClick={() => onSelect(edge.from)}
      className={`block text-left font-medium wrap-anywhere tablet:max-w-72 ${ROW_AREA}`}
    >
      {nameOf(edge.from)}
    </button>
  );
  const to = ({ to: id, type }: TopologyEdge) => (
    <span className={`block wrap-anywhere tablet:max-w-80 ${type === "decision" ? "font-mono text-code" : ""}`}>{nameOf(id)}</span>
  );
  const columns: DataColumn<TopologyEdge>[] = [
    { id: "from", header: "Agent", isRowHeader: true, cell: from },
    { id: "relation", header: "Relation", cellClassName: "text-ink-2", cell: relationOf },
    { id: "to", header: "Agent or tool", cell: to },
    { id: "decision", header: "Last decision", cell: (edge) => <Decision edge={edge} /> },
    { id: "at", header: "At", align: "right", cellClassName: "text-ink-2", cell: ({ lastAt }) => <Ago at={lastAt} never="" /> },
  ];
  return (
    <DataTable
      caption="Delegations and tools"
      items={edges.toSorted((a, b) => nameOf(a.from).localeCompare(nameOf(b.from)) || nameOf(a.to).localeCompare(nameOf(b.to)))}
      columns={columns}
      idOf={({ from: source, to: target }) => `${source} ${target}`}
      stacked={{
        below: "tablet",
        item: (edge) => (
          <li className="quick relative flex flex-col gap-1 border-b px-4 py-3 hover:bg-hover">
            <span className="flex items-baseline justify-between gap-3">
              {from(edge)}
              <span className="shrink-0 text-label text-ink-2">
                <Ago at={edge.lastAt} never="" />
              </span>
            </span>
            <span className="flex items-baseline gap-2 text-label text-ink-2">
              {relationOf(edge)} <span className="min-w-0 text-ink">{to(edge)}</span>
            </span>
          </li>
        ),
      }}
    />
  );
}

function relationOf({ type, isHalted }: TopologyEdge): string {
  return `${type === "delegation" ? "delegates to" : "uses"}${isHalted ? ", halted" : ""}`;
}

function Decision({ edge: { lastStatus } }: { edge: TopologyEdge }) {
  if (lastStatus === null) return null;
  const { mark, word } = DECISION[lastStatus];
  return (
    <span className="flex items-center gap-2">
      <GateMark state={mark} /> {word}
    </span>
  );
}
