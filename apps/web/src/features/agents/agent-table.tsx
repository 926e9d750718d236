"use client";

import type { Agent } from "@agentlattice/contract";
import clsx from "clsx";
import { ArrowUp } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { RowLink } from "#components/list/row-link.tsx";
import { CELL, HEAD } from "#components/list/table-look.ts";
import { ActionName } from "#components/ui/action-name.tsx";
import { FirstAction } from "#components/ui/first-action.tsx";
import { AgentMark, PersonMark } from "#components/ui/identity.tsx";
import { formatCount } from "#lib/format/text.ts";
import { HourBars } from "./hour-bars.tsx";
import { DECISION } from "./presence.ts";
import { Ago, PresenceLine } from "./presence-line.tsx";

/** The list of agents. It shows fewer columns while an agent is open next to it. */
export function AgentTable({ agents, open }: { agents: readonly Agent[]; open: string | null }) {
  return (
    <>
      <table className="hidden w-full border-separate border-spacing-0 text-body desk:table">
        <thead>
          <tr>
            <th scope="col" aria-sort="ascending" className={HEAD}>
              <span className="inline-flex items-center gap-1">
                Agent <ArrowUp size={12} aria-hidden="true" />
              </span>
            </th>
            <th scope="col" className={HEAD}>
              State
            </th>
            <th scope="col" className={clsx(HEAD, open && "max-ultra:hidden")}>
              Capabilities
            </th>
            <th scope="col" className={clsx(HEAD, open && "max-ultra:hidden")}>
              Last decision
            </th>
            <th scope="col" className={clsx(HEAD, "text-right")}>
              24 h
            </th>
            <th scope="col" className={HEAD}>
              Owner
            </th>
            <th scope="col" className={clsx(HEAD, "text-right")}>
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <Row key={agent.id} agent={agent} open={open} />
          ))}
        </tbody>
      </table>
      <ul className="desk:hidden">
        {agents.map((agent) => (
          <Stacked key={agent.id} agent={agent} />
        ))}
      </ul>
    </>
  );
}

function Row({ agent, open }: { agent: Agent; open: string | null }) {
  const selected = agent.id === open;
  const { record } = agent;
  return (
    <tr aria-current={selected ? "true" : undefined} className={clsx("quick relative", selected ? "bg-accent-wash" : "hover:bg-hover")}>
      <td className={clsx(CELL, selected && "shadow-[inset_2px_0_var(--accent)]")}>
        <span className="flex items-center gap-2.5">
          <AgentMark name={agent.name} size={22} />
          <span className="min-w-0">
            <AgentLink agent={agent} />
            <Subtitle agent={agent} />
          </span>
        </span>
      </td>
      <td className={CELL}>
        <PresenceLine agent={agent} />
      </td>
      <td className={clsx(CELL, open && "max-ultra:hidden")}>
        <FirstAction actions={agent.capabilities} />
      </td>
      <td className={clsx(CELL, open && "max-ultra:hidden")}>
        <LastDecision agent={agent} />
      </td>
      <td className={CELL}>
        <span className="flex items-center justify-end gap-2.5">
          <span className="tnum">{formatCount(total(agent))}</span>
          {record && <HourBars hours={record.hours} />}
        </span>
      </td>
      <td className={CELL}>
        <Owner agent={agent} />
      </td>
      <td className={clsx(CELL, "text-right whitespace-nowrap text-ink-2")}>
        <Ago at={agent.last_seen_at} never="never" />
      </td>
    </tr>
  );
}

const total = ({ record }: Agent) => (record ? record.executed + record.held + record.denied : 0);

/** Keeps the filters in the URL. */
function AgentLink({ agent }: { agent: Agent }) {
  const filters = useSearchParams().toString();
  return (
    <RowLink href={`/agents/${agent.id}${filters && `?${filters}`}`} className="block max-w-60 truncate font-medium">
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
            <Ago at={agent.last_seen_at} never="never" />
          </span>
        </div>
        <Subtitle agent={agent} />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-label text-ink-2">
          <PresenceLine agent={agent} />
          <span className="tnum">{formatCount(total(agent))} in 24 h</span>
          <FirstAction actions={agent.capabilities} />
        </div>
      </div>
    </li>
  );
}
