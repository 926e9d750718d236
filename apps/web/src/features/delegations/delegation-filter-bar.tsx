"use client";

import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { AgentFilter } from "#features/agents/agent-filter.tsx";
import { ROLES, useDelegationView, VIEWS } from "./use-delegations.ts";

const VIEW = { list: "List", tree: "Tree" } as const;
const ROLE = { parent: "Delegated by it", child: "Delegated to it" } as const;

/** The filters of the delegation list, and the switch between list and tree. */
export function DelegationFilterBar({ count }: { count: string }) {
  const [view, setView] = useDelegationView();
  return (
    <FilterBar
      count={count}
      active={[view.ended, view.agent, view.role].filter(Boolean).length}
      primary={
        <Segmented
          label="Show as"
          value={view.view}
          options={VIEWS.map((value) => ({ value, text: VIEW[value] }))}
          onChange={(next) => void setView({ view: next })}
        />
      }
    >
      <Chip
        state={view.ended ? "active" : "plain"}
        aria-pressed={view.ended}
        onClick={() => void setView({ ended: view.ended ? null : true })}
      >
        {view.ended ? "Including ended" : "Active only"}
      </Chip>
      <AgentFilter value={view.agent} onChange={(agent) => void setView({ agent, ...(agent === null && { role: null }) })} />
      {view.agent && (
        <FilterMenu
          label="Direction"
          value={view.role}
          options={ROLES.map((value) => ({ value, text: ROLE[value] }))}
          onChange={(role) => void setView({ role })}
        />
      )}
    </FilterBar>
  );
}
