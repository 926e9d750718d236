"use client";

import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { ROLES, useDelegationView, VIEWS } from "./use-delegations.ts";

const ANY = "";
const VIEW = { list: "List", tree: "Tree" } as const;
const ROLE = { parent: "Delegated by it", child: "Delegated to it" } as const;

/** The filters of the delegation list, and the switch between list and tree. */
export function DelegationFilterBar({ count }: { count: string }) {
  const [view, setView] = useDelegationView();
  const options = useAllAgents().map(({ id, name }) => ({ value: id, text: name }));
  const name = options.find(({ value }) => value === view.agent)?.text ?? "an agent";
  return (
    <FilterBar
      count={count}
      active={[view.ended, view.agent, view.role].filter(Boolean).length}
      lead={
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
      <FilterMenu
        label="Agent"
        value={view.agent}
        text={name}
        options={options}
        onChange={(agent) => void setView({ agent, ...(agent === null && { role: null }) })}
      />
      {view.agent && (
        <MenuRoot>
          <MenuTrigger asChild>
            <Chip state={view.role ? "active" : "plain"}>
              Direction <span className={view.role ? "" : "text-ink"}>{view.role ? ROLE[view.role] : "any"}</span>
            </Chip>
          </MenuTrigger>
          <MenuContent>
            <MenuChoices
              label="Direction"
              value={view.role ?? ANY}
              options={[{ value: ANY, text: "Any" }, ...ROLES.map((value) => ({ value, text: ROLE[value] }))]}
              onChange={(role) => void setView({ role: ROLES.find((known) => known === role) ?? null })}
            />
          </MenuContent>
        </MenuRoot>
      )}
    </FilterBar>
  );
}
