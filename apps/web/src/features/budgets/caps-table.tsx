"use client";

import type { Budget } from "@agentlattice/contract";
import clsx from "clsx";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { describePeriod, formatMeasure, nameSubject, stateOf } from "./budget-words.ts";
import { UsageBar } from "./usage-bar.tsx";

const TONE = { deny: "font-medium text-deny", hold: "text-hold", idle: "text-ink-2" } as const;

const COLUMNS: readonly DataColumn<Budget>[] = [
  { id: "cap", header: "Cap", isRowHeader: true, cell: (budget) => <Cap budget={budget} /> },
  { id: "used", header: "Used", cell: (budget) => <Used budget={budget} /> },
  { id: "bar", header: "Usage", hiddenHead: true, cellClassName: "w-[32%]", cell: (budget) => <UsageBar budget={budget} /> },
  {
    id: "reserved",
    header: "Reserved",
    cell: ({ measure, reserved }) => <span className="tnum whitespace-nowrap text-ink-2">{formatMeasure(measure, reserved)}</span>,
  },
  { id: "state", header: "State", cell: (budget) => <State budget={budget} /> },
];

/** The caps of the policies in force, in the order of their policies. */
export function CapsTable({ budgets }: { budgets: readonly Budget[] }) {
  return (
    <DataTable
      caption="Caps"
      items={budgets}
      columns={[...COLUMNS]}
      idOf={idOf}
      stacked={{ below: "desk", item: (budget) => <Stacked budget={budget} /> }}
    />
  );
}

const idOf = ({ policy, path, measure, subject }: Budget) =>
  [policy.id, path, measure, subject?.type, subject?.agent?.id, subject?.key].join("/");

function Cap({ budget }: { budget: Budget }) {
  return (
    <>
      <RowLink href={`/policies/${budget.policy.id}`} className="block max-w-56 truncate font-medium">
        {nameSubject(budget)}
      </RowLink>
      <span className="block max-w-56 truncate text-label font-normal text-ink-2">
        {describePeriod(budget)}, {budget.policy.name}
      </span>
    </>
  );
}

function Used({ budget: { measure, used, cap } }: { budget: Budget }) {
  return (
    <span className="tnum whitespace-nowrap">
      {formatMeasure(measure, used)} <span className="text-ink-2">of {formatMeasure(measure, cap)}</span>
    </span>
  );
}

function State({ budget }: { budget: Budget }) {
  const { word, tone } = stateOf(budget);
  return <span className={clsx("whitespace-nowrap", TONE[tone])}>{word}</span>;
}

function Stacked({ budget }: { budget: Budget }) {
  return (
    <li className="quick relative flex flex-col gap-1.5 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <div className="flex items-baseline justify-between gap-3">
        <div className="min-w-0">
          <Cap budget={budget} />
        </div>
        <State budget={budget} />
      </div>
      <UsageBar budget={budget} />
      <div className="flex justify-between gap-3 text-label">
        <Used budget={budget} />
        <span className="tnum text-ink-2">{formatMeasure(budget.measure, budget.reserved)} reserved</span>
      </div>
    </li>
  );
}
