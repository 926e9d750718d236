"use client";

import type { Drill } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { formatUtcShort } from "#lib/format/time.ts";
import { describeResult, everyDays, formatGoal } from "./drill-words.ts";

export interface DrillActions {
  readonly onStart: (drill: Drill) => void;
  readonly onRemove: (drill: Drill) => void;
}

const columnsOf = (actions: DrillActions): DataColumn<Drill>[] => [
  { id: "agent", header: "Canary agent", isRowHeader: true, cell: (drill) => <Canary drill={drill} /> },
  {
    id: "schedule",
    header: "Schedule",
    cellClassName: "whitespace-nowrap text-ink-2",
    cell: ({ every_days, goal_ms }) => `${everyDays(every_days)}, goal ${formatGoal(goal_ms)}`,
  },
  { id: "last", header: "Last result", cell: (drill) => <LastResult drill={drill} /> },
  { id: "history", header: "Results", cell: (drill) => <History drill={drill} /> },
  {
    id: "next",
    header: "Next start",
    align: "right",
    cellClassName: "whitespace-nowrap text-ink-2",
    cell: (drill) => <NextStart drill={drill} />,
  },
  { id: "actions", header: "Actions", align: "right", hiddenHead: true, cell: (drill) => <Actions drill={drill} actions={actions} /> },
];

/** The drills, with their newest results. */
export function DrillTable({ drills, actions }: { drills: readonly Drill[]; actions: DrillActions }) {
  return (
    <DataTable
      caption="Drills"
      items={drills}
      columns={columnsOf(actions)}
      idOf={({ id }) => id}
      stacked={{ below: "desk", item: (drill) => <Stacked drill={drill} actions={actions} /> }}
    />
  );
}

function Canary({ drill: { agent_id, agent_name } }: { drill: Drill }) {
  return (
    <span className="flex items-center gap-2.5">
      <AgentMark name={agent_name} size={22} />
      <Link href={`/agents/${agent_id}`} className="quick max-w-48 truncate rounded-chip font-medium hover:underline">
        {agent_name}
      </Link>
    </span>
  );
}

function LastResult({ drill: { running, results } }: { drill: Drill }) {
  const [last] = results;
  if (running) return <StatusPill state="hold">Running</StatusPill>;
  if (!last) return <span className="text-ink-3">none</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <StatusPill state={last.passed ? "allow" : "deny"}>{last.passed ? "Passed" : "Not passed"}</StatusPill>
      <Link href={`/agents/halts/${last.halt_id}`} className="quick rounded-chip text-ink-2 hover:text-ink hover:underline">
        {describeResult(last)}
      </Link>
    </span>
  );
}

/** The newest results, oldest first. */
function History({ drill: { results } }: { drill: Drill }) {
  const passed = results.filter((result) => result.passed).length;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden="true" className="flex gap-1 max-tablet:hidden">
        {results.toReversed().map((result) => (
          <Diamond key={result.halt_id} size={9} hollow={!result.passed} className={result.passed ? "text-allow" : "text-deny"} />
        ))}
      </span>
      <span className="tnum text-label text-ink-2">
        {passed} of {results.length} passed
      </span>
    </span>
  );
}

function NextStart({ drill: { next_at } }: { drill: Drill }) {
  return <time dateTime={next_at}>{formatUtcShort(next_at)}</time>;
}

function Actions({ drill, actions: { onStart, onRemove } }: { drill: Drill; actions: DrillActions }) {
  const { can } = drill.you;
  return (
    <span className="flex justify-end gap-2">
      {can.includes("startDrill") && (
        <Button size="table" onClick={() => onStart(drill)}>
          Start now
        </Button>
      )}
      {can.includes("deleteDrill") && (
        <Button size="table" variant="deny" onClick={() => onRemove(drill)}>
          Remove
        </Button>
      )}
    </span>
  );
}

function Stacked({ drill, actions }: { drill: Drill; actions: DrillActions }) {
  return (
    <li className="flex flex-col gap-2 border-b px-4 py-3 tablet:px-6">
      <span className="flex items-center justify-between gap-3">
        <Canary drill={drill} />
        <Actions drill={drill} actions={actions} />
      </span>
      <LastResult drill={drill} />
      <span className="text-label text-ink-2">
        {everyDays(drill.every_days)}, goal {formatGoal(drill.goal_ms)}, next start <NextStart drill={drill} />
      </span>
      <History drill={drill} />
    </li>
  );
}
