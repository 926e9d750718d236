"use client";

import type { Agent } from "@agentlattice/contract";
import { Search } from "lucide-react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { AGENT_STATUSES, useAgentFilters } from "./use-agents.ts";

const ANY = "";
const TYPING_MS = 200;
const STATUS = { active: "Active", disabled: "Disabled" } as const;

/** What the list is narrowed to. Owners and labels are offered as they were seen; an address may name any. */
export function AgentFilterBar({ agents, count }: { agents: readonly Agent[]; count: string }) {
  const [filters, setFilters] = useAgentFilters();
  const owners = new Map(agents.flatMap(({ owner, owner_name }) => (owner ? [[owner, owner_name ?? owner] as const] : [])));
  const labels = [...new Set(agents.flatMap((agent) => Object.entries(agent.labels).map(([name, value]) => `${name}:${value}`)))].sort();
  const ownerName = (value: string) => (value === "none" ? "nobody" : (owners.get(value) ?? "a member"));
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      <label className="quick flex h-[26px] w-40 shrink-0 items-center gap-1.5 rounded-control border border-line-control px-2 focus-within:outline-2 focus-within:outline-accent-text tablet:w-56">
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
        <span className="sr-only">Search agents</span>
        <input
          type="search"
          value={filters.q}
          maxLength={128}
          placeholder="Name or purpose"
          onChange={(event) =>
            void setFilters({ q: event.target.value || null }, { limitUrlUpdates: { method: "debounce", timeMs: TYPING_MS } })
          }
          className="min-w-0 flex-1 bg-transparent text-label outline-none"
        />
      </label>
      <Filter
        label="State"
        value={filters.status}
        options={AGENT_STATUSES.map((value) => ({ value, text: STATUS[value] }))}
        text={filters.status ? STATUS[filters.status] : ""}
        onChange={(status) => void setFilters({ status: AGENT_STATUSES.find((known) => known === status) ?? null })}
      />
      <Filter
        label="Owner"
        value={filters.owner}
        options={[...[...owners].map(([value, text]) => ({ value, text })), { value: "none", text: "Nobody" }]}
        text={filters.owner ? ownerName(filters.owner) : ""}
        onChange={(owner) => void setFilters({ owner })}
      />
      {(labels.length > 0 || filters.label) && (
        <Filter
          label="Label"
          value={filters.label}
          options={labels.map((value) => ({ value, text: value }))}
          text={filters.label ?? ""}
          onChange={(label) => void setFilters({ label })}
        />
      )}
      <p role="status" className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">
        {count}
      </p>
    </div>
  );
}

function Filter({
  label,
  value,
  text,
  options,
  onChange,
}: {
  label: string;
  value: string | null;
  text: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string | null) => void;
}) {
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Chip state={value === null ? "plain" : "active"}>
          {label} {value === null ? <span className="text-ink">any</span> : <span>{text}</span>}
        </Chip>
      </MenuTrigger>
      <MenuContent>
        <MenuChoices
          label={label}
          value={value ?? ANY}
          options={[{ value: ANY, text: "Any" }, ...options]}
          onChange={(next) => onChange(next === ANY ? null : next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}
