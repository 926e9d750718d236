"use client";

import type { Agent } from "@agentlattice/contract";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { SearchField } from "#components/list/search-field.tsx";
import { TYPING } from "#lib/navigation/use-view.ts";
import { AGENT_STATUSES, useAgentFilters } from "./use-agents.ts";

const STATUS = { active: "Active", disabled: "Disabled" } as const;

/** The filters of the agent list. Owners and labels are taken from the loaded agents; a URL may name others. */
export function AgentFilterBar({ agents, count }: { agents: readonly Agent[]; count: string }) {
  const [filters, setFilters] = useAgentFilters();
  const owners = new Map(agents.flatMap(({ owner, owner_name }) => (owner ? [[owner, owner_name ?? owner] as const] : [])));
  const labels = [...new Set(agents.flatMap((agent) => Object.entries(agent.labels).map(([name, value]) => `${name}:${value}`)))].sort();
  const ownerName = (value: string) => (value === "none" ? "no owner" : (owners.get(value) ?? "a member"));
  return (
    <FilterBar
      count={count}
      active={[filters.status, filters.owner, filters.label].filter(Boolean).length}
      primary={
        <SearchField
          label="Search agents"
          placeholder="Name or purpose"
          value={filters.q}
          onChange={(q) => void setFilters({ q: q || null }, TYPING)}
        />
      }
    >
      <FilterMenu
        label="State"
        value={filters.status}
        options={AGENT_STATUSES.map((value) => ({ value, text: STATUS[value] }))}
        onChange={(status) => void setFilters({ status })}
      />
      <FilterMenu
        label="Owner"
        value={filters.owner}
        text={filters.owner && ownerName(filters.owner)}
        options={[...[...owners].map(([value, text]) => ({ value, text })), { value: "none", text: "No owner" }]}
        onChange={(owner) => void setFilters({ owner })}
      />
      {(labels.length > 0 || filters.label) && (
        <FilterMenu
          label="Label"
          value={filters.label}
          options={labels.map((value) => ({ value, text: value }))}
          onChange={(label) => void setFilters({ label })}
        />
      )}
    </FilterBar>
  );
}
