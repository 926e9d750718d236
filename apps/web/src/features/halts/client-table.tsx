"use client";

import type { HaltClient } from "@agentlattice/contract";
import clsx from "clsx";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { shortId } from "#lib/format/text.ts";
import { formatAfter } from "./halt-words.ts";

const COLUMNS: DataColumn<HaltClient>[] = [
  {
    id: "agent",
    header: "Agent",
    isRowHeader: true,
    cell: ({ agent_name }) => (
      <span className="flex items-center gap-2.5">
        <AgentMark name={agent_name} size={22} />
        <span className="max-w-48 truncate font-medium">{agent_name}</span>
      </span>
    ),
  },
  {
    id: "client",
    header: "Client",
    cell: ({ client_id, client }) => (
      <span className="whitespace-nowrap text-label">
        <span title={client_id} className="font-mono">
          {shortId(client_id)}
        </span>
        <span className="block text-ink-2">{client}</span>
      </span>
    ),
  },
  { id: "environment", header: "Environment", cellClassName: "text-ink-2", cell: ({ environment }) => environment },
  { id: "state", header: "State", cell: (client) => <State client={client} /> },
  { id: "acknowledged", header: "Acknowledged", align: "right", cell: (client) => <Acknowledged client={client} /> },
];

/** The clients of a halt, outstanding first. */
export function ClientTable({ clients, isInForce }: { clients: readonly HaltClient[]; isInForce: boolean }) {
  const wash = ({ acknowledged_at }: HaltClient) => (isInForce && acknowledged_at === null ? "bg-hold-wash" : "");
  return (
    <DataTable
      caption="Clients"
      items={clients}
      columns={COLUMNS}
      idOf={({ key_id, client_id }) => `${key_id}/${client_id}`}
      rowClassName={wash}
      stacked={{ below: "tablet", item: (client) => <Stacked client={client} wash={wash(client)} /> }}
    />
  );
}

function State({ client: { acknowledged_at, connected } }: { client: HaltClient }) {
  const isConfirmed = acknowledged_at !== null;
  return (
    <span className="flex items-start gap-2">
      <span className="flex h-5 items-center">
        <GateMark state={isConfirmed ? "idle" : "hold"} />
      </span>
      <span>
        <span className={clsx("block whitespace-nowrap", !isConfirmed && "font-medium")}>
          {isConfirmed ? "Confirmed stopped" : "Requested, not confirmed"}
        </span>
        {!isConfirmed && <span className="block text-label text-ink-2">{connected ? "connected" : "not connected any more"}</span>}
      </span>
    </span>
  );
}

function Acknowledged({ client: { after_ms, agent_id } }: { client: HaltClient }) {
  if (after_ms !== null) return <span className="tnum whitespace-nowrap text-ink-2">after {formatAfter(after_ms)}</span>;
  return <LinkButton href={`/agents/${agent_id}`}>Keys of the agent</LinkButton>;
}

function Stacked({ client, wash }: { client: HaltClient; wash: string }) {
  return (
    <li className={clsx("flex flex-col gap-1.5 border-b px-4 py-3", wash)}>
      <span className="flex items-center justify-between gap-3">
        <span className="truncate font-medium">{client.agent_name}</span>
        <Acknowledged client={client} />
      </span>
      <State client={client} />
      <span className="text-label text-ink-2">
        {shortId(client.client_id)} {client.client} {client.environment}
      </span>
    </li>
  );
}
