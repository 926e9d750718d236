"use client";

import type { Agent } from "@agentlattice/contract";
import clsx from "clsx";
import { useSearchParams } from "next/navigation";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { AgentMark, PersonMark } from "#components/ui/identity.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { BreakerMark } from "#features/breakers/breaker-mark.tsx";
import { formatUsd } from "#features/budgets/budget-words.ts";
import { formatCount } from "#lib/format/text.ts";
import { HourBars } from "./hour-bars.tsx";
import { DECISION } from "./presence.ts";
import { Ago, PresenceLine } from "./presence-line.tsx";

/** Opens the halt dialog for an agent; null if the person may not halt. */
type OnHalt = ((agentId: string) => void) | null;

/** Hides a column while an agent is open next to the list, unless the screen is very wide. */
const hideWhenOpen = (open: string | null) => (open === null ? "" : "max-ultra:hidden");

const columnsOf = (open: string | null, onHalt: OnHalt): DataColumn<Agent>[] => [
  { id: "agent", header: "Agent", cell: (agent) => <Identity agent={agent} /> },
  { id: "presence", header: "Presence", cell: (agent) => <PresenceLine agent={agent} /> },
  { id: "clients", header: "Clients", className: hideWhenOpen(open), cell: (agent) => <Clients agent={agent} /> },
  { id: "breaker", header: "Breaker", cell: (agent) => <Breaker agent={agent} /> },
  { id: "spend", header: "Spend today", align: "right", cell: (agent) => <SpendToday agent={agent} /> },
  { id: "last-decision", header: "Last decision", className: hideWhenOpen(open), cell: (agent) => <LastDecision agent={agent} /> },
  { id: "day", header: "24 h", align: "right", className: "max-ultra:hidden", cell: (agent) => <DayTotal agent={agent} /> },
  { id: "owner", header: "Owner", className: hideWhenOpen(open), cell: (agent) => <Owner agent={agent} /> },
  ...(onHalt === null
    ? []
    : [
        {
          id: "halt",
          header: "Halt",
          hiddenHead: true,
          className: hideWhenOpen(open),
          cell: (agent: Agent) => <Halt agent={agent} onHalt={onHalt} />,
        },
      ]),
];

/** The list of agents. It shows fewer columns while an agent is open next to it. */
export function AgentTable({ agents, open, onHalt }: { agents: readonly Agent[]; open: string | null; onHalt: OnHalt }) {
  return (
    <DataTable
      caption="Agents"
      items={agents}
      columns={columnsOf(open, onHalt)}
      idOf={(agent) => agent.id}
      sortedBy={{ column: "agent", descending: false }}
      selectedId={open}
      stacked={{ below: "desk", item: (agent) => <Stacked agent={agent} /> }}
    />
  );
}

function Identity({ agent }: { agent: Agent }) {
  return (
    <span className="flex items-center gap-2.5">
      <AgentMark name={agent.name} size={22} />
      <span className="min-w-0">
        <AgentLink agent={agent} />
        <Subtitle agent={agent} />
      </span>
    </span>
  );
}

/** The number of clients that sent heartbeats, and the version of the newest. */
function Clients({ agent: { presence } }: { agent: Agent }) {
  const { client_count, version } = presence;
  if (client_count === 0) return <span className="text-ink-3">none</span>;
  return (
    <span className="block max-w-40">
      <span className="tnum">{formatCount(client_count)}</span>
      {version !== null && (
        <span className="block truncate text-label text-ink-3">
          <UntrustedInline text={version} />
        </span>
      )}
    </span>
  );
}

/** Agents that are halted or disabled have no button. */
function Halt({ agent: { id, name, presence, status }, onHalt }: { agent: Agent; onHalt: NonNullable<OnHalt> }) {
  if (presence.status === "halted" || status === "disabled") return null;
  return (
    <Button size="table" variant="deny" className="relative" aria-label={`Halt ${name}`} onClick={() => onHalt(id)}>
      Halt
    </Button>
  );
}

/** The row opens the agent, where its thresholds and the manual override are. */
function Breaker({ agent: { record } }: { agent: Agent }) {
  return record && <BreakerMark state={record.breaker} />;
}

function SpendToday({ agent: { record } }: { agent: Agent }) {
  if (!record) return null;
  const { usd, unknown, cap } = record.spend_today;
  return (
    <span className="tnum whitespace-nowrap">
      {formatUsd(usd)}
      {unknown > 0 && <span className="block text-label text-ink-3">{unknown} without a price</span>}
      {cap && <DailyCap cap={cap} />}
    </span>
  );
}

/** The daily budget of money that is nearest to its cap. It may count other costs than those of the day, such as reserved ones. */
function DailyCap({ cap: { policy, amount, used } }: { cap: NonNullable<NonNullable<Agent["record"]>["spend_today"]["cap"]> }) {
  const share = Math.min(1, Number(used) / Number(amount));
  const isReached = Number(used) >= Number(amount);
  return (
    <span className="block text-label text-ink-3" title={`Daily budget of ${policy.name}, with reserved amounts`}>
      <span className={clsx(isReached && "font-medium text-deny")}>{formatUsd(used)}</span> of {formatUsd(amount)} cap
      <span aria-hidden className="mt-1 block h-[3px] bg-line">
        <span className={clsx("block h-full", isReached ? "bg-deny" : "bg-ink-2")} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

function DayTotal({ agent }: { agent: Agent }) {
  return (
    <span className="flex items-center justify-end gap-2.5">
      <span className="tnum">{formatCount(total(agent))}</span>
      {agent.record && <HourBars hours={agent.record.hours} />}
    </span>
  );
}

const total = ({ record }: Agent) => (record ? record.executed + record.held + record.denied : 0);

/** Keeps the filters in the URL. */
function AgentLink({ agent }: { agent: Agent }) {
  const filters = useSearchParams().toString();
  return (
    <RowLink href={`/agents/${agent.id}${filters && `?${filters}`}`} item={agent.id} className="block max-w-60 truncate font-medium">
      {agent.name}
    </RowLink>
  );
}

/** The agent's description, or its labels if it has none. */
function Subtitle({ agent: { description, labels } }: { agent: Agent }) {
  const text = description || Object.values(labels).join(", ");
  if (!text) return null;
  return (
    <span className="block max-w-60 truncate text-label text-ink-3" title={text}>
      {text}
    </span>
  );
}

function LastDecision({ agent: { record } }: { agent: Agent }) {
  const last = record?.last_decision;
  if (!last) return <span className="text-ink-3">none</span>;
  return (
    <span className="block max-w-56 truncate">
      <ActionName type={last.action_type} className="text-code" /> <span className="text-ink-2">{DECISION[last.status].word}</span>
      <span className="block text-label text-ink-3">
        <Ago at={last.at} never="" />
      </span>
    </span>
  );
}

function Owner({ agent: { owner_name } }: { agent: Agent }) {
  if (owner_name === null) return <span className="text-hold">no owner</span>;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <PersonMark name={owner_name} size={20} />
      <span className="max-w-32 truncate">{owner_name}</span>
    </span>
  );
}

function Stacked({ agent }: { agent: Agent }) {
  return (
    <li className="quick relative flex gap-3 border-b px-4 py-3 hover:bg-hover tablet:px-6">
      <AgentMark name={agent.name} size={28} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex items-baseline justify-between gap-3">
          <AgentLink agent={agent} />
          <span className="shrink-0 text-label text-ink-2">
            <PresenceLine agent={agent} />
          </span>
        </div>
        <Subtitle agent={agent} />
        <div className="flex flex-wrap items-start gap-x-4 gap-y-1 text-label text-ink-2">
          <SpendToday agent={agent} />
          <LastDecision agent={agent} />
          {agent.record && agent.record.breaker !== "closed" && <Breaker agent={agent} />}
        </div>
      </div>
    </li>
  );
}
