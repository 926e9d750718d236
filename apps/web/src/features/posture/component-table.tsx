"use client";

import type { Posture, PostureComponent } from "@agentlattice/contract";
import clsx from "clsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { COMPONENT_WORDS, type ComponentName, componentNames } from "./component-words.ts";

interface ComponentTableProps {
  components: Posture["components"];
  selected: ComponentName | null;
  onSelect: (name: ComponentName) => void;
}

const HEAD = "h-10 pr-4 text-left text-label font-normal text-ink-2";
const CELL = "h-[52px] border-t pr-4 align-middle";

/** The components of the score, with their evidence and points. */
export function ComponentTable({ components, selected, onSelect }: ComponentTableProps) {
  return (
    <table className="w-full border-separate border-spacing-0">
      <thead className="max-desk:sr-only">
        <tr>
          <th scope="col" className={clsx(HEAD, "pl-4 tablet:pl-6")}>
            Component
          </th>
          <th scope="col" className={HEAD}>
            Evidence
          </th>
          <th scope="col" className={HEAD}>
            Earned
          </th>
          <th scope="col" className={clsx(HEAD, "text-right tablet:pr-6")}>
            Points
          </th>
        </tr>
      </thead>
      <tbody>
        {componentNames.map((name) => (
          <Row key={name} name={name} component={components[name]} selected={name === selected} onSelect={onSelect} />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  name,
  component,
  selected,
  onSelect,
}: {
  name: ComponentName;
  component: PostureComponent;
  selected: boolean;
  onSelect: (name: ComponentName) => void;
}) {
  return (
    <tr aria-current={selected ? "true" : undefined} className={clsx("quick relative", selected ? "bg-accent-wash" : "hover:bg-hover")}>
      <th
        scope="row"
        className={clsx(CELL, "pl-4 text-left font-medium whitespace-nowrap tablet:pl-6", selected && "shadow-[inset_2px_0_var(--accent)]")}
      >
        <a
          href={`/posture?component=${name}`}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            onSelect(name);
          }}
          className={ROW_AREA}
        >
          {COMPONENT_WORDS[name]}
        </a>
        <span className="block text-label font-normal whitespace-normal text-ink-2 desk:hidden">{component.summary}</span>
      </th>
      <td className={clsx(CELL, "text-ink-2 max-desk:hidden")}>{component.summary}</td>
      <td className={clsx(CELL, "max-tablet:hidden")}>
        <PointBars component={component} selected={selected} />
      </td>
      <td className={clsx(CELL, "tnum text-right whitespace-nowrap tablet:pr-6")}>
        <span className="font-medium">{component.score}</span> <span className="text-ink-3">/ {component.max}</span>
      </td>
    </tr>
  );
}

/** One bar per point. The same numbers are displayed next to it. */
function PointBars({ component: { score, max }, selected }: { component: PostureComponent; selected: boolean }) {
  return (
    <svg width={max * 7} height={14} viewBox={`0 0 ${max * 7} 14`} aria-hidden="true" className="point-bars">
      {Array.from({ length: max }, (_, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the points of one component never move
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
