"use client";

import type { AgentSession } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { plural } from "#lib/format/text.ts";
import { SessionPlaceholder } from "./run-words.tsx";

const COLUMNS: readonly DataColumn<AgentSession>[] = [
  { id: "session", header: "Session", isRowHeader: true, cell: (session) => <OpenLink session={session} /> },
  {
    id: "agent",
    header: "Agent",
    cell: ({ agent }) => <AgentName name={agent.name} />,
  },
  { id: "environment", header: "Environment", cellClassName: "text-ink-2", cell: ({ environment }) => environment },
  { id: "runs", header: "Runs", align: "right", cellClassName: "tnum", cell: ({ run_count }) => run_count },
  {
    id: "created",
    header: "Created",
    align: "right",
    cellClassName: "text-ink-2",
    cell: ({ created_at }) => <Ago at={created_at} never="" />,
  },
];

/** The list of sessions. A row leads to the runs of the session. */
export function SessionTable({ sessions }: { sessions: readonly AgentSession[] }) {
  return (
    <DataTable
      caption="Sessions"
      items={sessions}
      columns={COLUMNS}
      idOf={({ id, agent, environment, created_at }) => `${agent.id}/${environment}/${id ?? created_at}`}
      sortedBy={{ column: "created", descending: true }}
      stacked={{ below: "desk", item: (session) => <Stacked session={session} /> }}
    />
  );
}

function OpenLink({ session: { id, agent, withheld } }: { session: AgentSession }) {
  if (id === null) return <SessionPlaceholder withheld={withheld} />;
  return (
    <RowLink
      href={`/runs?${new URLSearchParams({ session: id, agent: agent.id })}`}
      title={id}
      className="block max-w-80 truncate font-medium"
    >
      {id}
    </RowLink>
  );
}

function Stacked({ session }: { session: AgentSession }) {
  return (
    <li className="quick relative flex flex-col gap-1 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <OpenLink session={session} />
      <p className="flex flex-wrap gap-x-4 text-label text-ink-2">
        <span>{session.agent.name}</span>
        <span>{plural(session.run_count, "run", "runs")}</span>
        <Ago at={session.created_at} never="" />
      </p>
    </li>
  );
}
