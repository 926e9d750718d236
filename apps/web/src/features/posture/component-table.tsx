"use client";

import type { Posture, PostureComponent } from "@agentlattice/contract";
import clsx from "clsx";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import { SECTION_STYLE, type TableStyle } from "#components/list/table-style.ts";
import { COMPONENT_WORDS, type ComponentName, componentNames } from "./component-words.ts";

interface ComponentTableProps {
  components: Posture["components"];
  selected: ComponentName | null;
  onSelect: (name: ComponentName) => void;
}

const TABLE_STYLE: TableStyle = { ...SECTION_STYLE, cell: "h-[52px] border-t pr-4 align-middle" };

/** The components of the score, with their evidence and points. */
export function ComponentTable({ components, selected, onSelect }: ComponentTableProps) {
  const columns: readonly DataColumn<ComponentName>[] = [
    {
      id: "component",
      header: "Component",
      isRowHeader: true,
      className: "pl-4 tablet:pl-6",
      cell: (name) => <ComponentCell name={name} summary={components[name].summary} onSelect={onSelect} />,
    },
    {
      id: "evidence",
      header: "Evidence",
      className: "max-desk:hidden",
      cellClassName: "text-ink-2",
      cell: (name) => components[name].summary,
    },
    {
      id: "earned",
      header: "Earned",
      className: "max-tablet:hidden",
      cell: (name) => <PointBars component={components[name]} selected={name === selected} />,
    },
    {
      id: "points",
      header: "Points",
      align: "right",
      className: "tablet:pr-6",
      cellClassName: "tnum whitespace-nowrap",
      cell: (name) => (
        <>
          <span className="font-medium">{components[name].score}</span> <span className="text-ink-3">/ {components[name].max}</span>
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption="Components of the posture score"
      tableStyle={TABLE_STYLE}
      items={componentNames}
      columns={columns}
      idOf={(name) => name}
      selectedId={selected}
    />
  );
}

function ComponentCell({ name, summary, onSelect }: { name: ComponentName; summary: string; onSelect: (name: ComponentName) => void }) {
  return (
    <>
      <SelectLink
        href={`/posture?component=${name}`}
        onSelect={() => onSelect(name)}
        className={clsx("font-medium whitespace-nowrap", ROW_AREA)}
      >
        {COMPONENT_WORDS[name]}
      </SelectLink>
      <span className="block text-label text-ink-2 desk:hidden">{summary}</span>
    </>
  );
}

/** One bar per point. The same numbers are displayed next to it. */
function PointBars({ component: { score, max }, selected }: { component: PostureComponent; selected: boolean }) {
  return (
    <svg width={max * 7} height={14} viewBox={`0 0 ${max * 7} 14`} aria-hidden="true" className="point-bars">
      {Array.from({ length: max }, (_, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the number and order of the bars never change
          key={index}
          x={index * 7}
          width={5}
          height={14}
          className={index < score ? (selected ? "fill-accent" : "fill-ink-2") : selected ? "fill-line-strong" : "fill-line"}
        />
      ))}
    </svg>
  );
}
