"use client";

import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { AgentFilter } from "#features/agents/agent-filter.tsx";
import { wordOf } from "./run-words.tsx";
import { STATUSES, useRunsView, VIEWS } from "./use-runs.ts";

const VIEW = { runs: "Runs", sessions: "Sessions" } as const;

/** The filters of the list, and the switch between runs and sessions. */
export function RunFilterBar({ count }: { count: string }) {
  const [view, setView] = useRunsView();
  return (
    <FilterBar
      count={count}
      active={[view.agent, view.status, view.session].filter(Boolean).length}
      primary={
        <Segmented
          label="Show"
          value={view.view}
          options={VIEWS.map((value) => ({ value, text: VIEW[value] }))}
          onChange={(next) => void setView({ view: next, status: null, session: null })}
        />
      }
    >
      <AgentFilter value={view.agent} onChange={(agent) => void setView({ agent })} />
      {view.view === "runs" && (
        <FilterMenu
          label="Status"
          value={view.status}
          options={STATUSES.map((value) => ({ value, text: wordOf(value) }))}
          onChange={(status) => void setView({ status })}
        />
      )}
      {view.session && (
        <Chip state="active" aria-label="Remove the session filter" onClick={() => void setView({ session: null })}>
          Session <span className="max-w-44 truncate">{view.session}</span>
        </Chip>
      )}
    </FilterBar>
  );
}
