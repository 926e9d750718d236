"use client";

import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { ROLES, useDelegationView, VIEWS } from "./use-delegations.ts";

const ANY = "";
const VIEW = { list: "List", tree: "Tree" } as const;
const ROLE = { parent: "gave", child: "was given" } as const;

/** List or tree, and what it is narrowed to. */
export function DelegationFilterBar({ count }: { count: string }) {
  const [view, setView] = useDelegationView();
  const options = useAllAgents().map(({ id, name }) => ({ value: id, text: name }));
  const name = options.find(({ value }) => value === view.agent)?.text ?? "an agent";
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      <Segmented
        label="Show as"
        value={view.view}
        options={VIEWS.map((value) => ({ value, text: VIEW[value] }))}
        onChange={(next) => void setView({ view: next })}
      />
      <Chip
        state={view.ended ? "active" : "plain"}
        aria-pressed={view.ended}
        onClick={() => void setView({ ended: view.ended ? null : true })}
      >
        {view.ended ? "With ended ones" : "Active only"}
      </Chip>
      <MenuRoot>
        <MenuTrigger asChild>
          <Chip state={view.agent ? "active" : "plain"}>
            Agent {view.agent ? <span>{name}</span> : <span className="text-ink">any</span>}
          </Chip>
        </MenuTrigger>
        <MenuContent>
          <MenuChoices
            label="Agent"
            value={view.agent ?? ANY}
            options={[{ value: ANY, text: "Any" }, ...options]}
            onChange={(agent) => void setView({ agent: agent || null, ...(!agent && { role: null }) })}
          />
        </MenuContent>
      </MenuRoot>
      {view.agent && (
        <MenuRoot>
          <MenuTrigger asChild>
            <Chip state={view.role ? "active" : "plain"}>
              It <span className={view.role ? "" : "text-ink"}>{view.role ? ROLE[view.role] : "gave or was given"}</span>
            </Chip>
          </MenuTrigger>
          <MenuContent>
            <MenuChoices
              label="What the agent did"
              value={view.role ?? ANY}
              options={[{ value: ANY, text: "Either" }, ...ROLES.map((value) => ({ value, text: `It ${ROLE[value]}` }))]}
              onChange={(role) => void setView({ role: ROLES.find((known) => known === role) ?? null })}
            />
          </MenuContent>
        </MenuRoot>
      )}
      <p role="status" className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">
        {count}
      </p>
    </div>
  );
}
