"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { Plus, X } from "lucide-react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import type { Sort } from "./arrange-queue.ts";
import { RISKS, TABS, useQueueView } from "./use-queue-view.ts";

const TAB_NAMES: Record<(typeof TABS)[number], string> = { waiting: "Pending", mine: "Mine", decided: "Decided", unknown: "Unknown" };

const SORT_NAMES: Record<Sort, string> = { "time-left": "Time left", newest: "Newest", risk: "Risk" };
const SORT_OPTIONS = (["time-left", "newest", "risk"] as const).map((value) => ({ value, text: SORT_NAMES[value] }));

const ANY = "any";
const RISK_NAMES = { low: "Low", medium: "Medium", high: "High", critical: "Critical" } as const;
const RISK_OPTIONS = [{ value: ANY, text: "Any" }, ...RISKS.map((value) => ({ value, text: RISK_NAMES[value] }))];

export function QueueTabs({ waiting }: { waiting: string | null }) {
  const [view, setView] = useQueueView();
  return (
    <nav aria-label="Lists" className="flex h-[41px] shrink-0 items-stretch gap-4 border-b px-4">
      {TABS.map((tab) => {
        const here = view.tab === tab;
        return (
          <button
            key={tab}
            type="button"
            aria-current={here ? "page" : undefined}
            title={tab === "unknown" ? "Used permits without an outcome" : undefined}
            onClick={() => void setView({ tab })}
            className={clsx(
              "quick -mb-px flex items-center gap-2 border-b-2 text-[13px] leading-5 focus-visible:-outline-offset-2 max-tablet:text-[15px]",
              here ? "border-accent font-strong text-ink" : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            {TAB_NAMES[tab]}
            {tab === "waiting" && waiting !== null && <span className="tnum text-label font-normal text-ink-3">{waiting}</span>}
          </button>
        );
      })}
    </nav>
  );
}

export function QueueFilters({ approvals }: { approvals: readonly Approval[] }) {
  const [view, setView] = useQueueView();
  const agents = new Map(approvals.map(({ requested_by }) => [requested_by.id, requested_by.name]));
  const agentOptions = [{ value: ANY, text: "Any" }, ...[...agents].map(([value, text]) => ({ value, text }))];
  return (
    <div className="flex min-h-[47px] shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2.5 max-tablet:hidden">
      <MenuRoot>
        <MenuTrigger asChild>
          <Chip>
            Sort <span className="text-ink">{SORT_NAMES[view.sort]}</span>
          </Chip>
        </MenuTrigger>
        <MenuContent>
          <MenuChoices label="Sort by" value={view.sort} options={SORT_OPTIONS} onChange={(sort) => void setView({ sort })} />
        </MenuContent>
      </MenuRoot>
      {view.risk !== null && (
        <Chip state="active" aria-label={`Remove the filter Risk ${RISK_NAMES[view.risk]}`} onClick={() => void setView({ risk: null })}>
          Risk {RISK_NAMES[view.risk]} <X size={11} aria-hidden="true" />
        </Chip>
      )}
      {view.agent !== null && (
        <Chip
          state="active"
          aria-label={`Remove the filter Agent ${agents.get(view.agent) ?? "unknown"}`}
          onClick={() => void setView({ agent: null })}
        >
          {agents.get(view.agent) ?? "An agent"} <X size={11} aria-hidden="true" />
        </Chip>
      )}
      <MenuRoot>
        <MenuTrigger asChild>
          <Chip state="offer">
            <Plus size={12} aria-hidden="true" /> Filter
          </Chip>
        </MenuTrigger>
        <MenuContent>
          <MenuChoices
            label="Risk"
            value={view.risk ?? ANY}
            options={RISK_OPTIONS}
            onChange={(risk) => void setView({ risk: RISKS.find((level) => level === risk) ?? null })}
          />
          <MenuSeparator />
          <MenuChoices
            label="Agent"
            value={view.agent ?? ANY}
            options={agentOptions}
            onChange={(agent) => void setView({ agent: agent === ANY ? null : agent })}
          />
        </MenuContent>
      </MenuRoot>
    </div>
  );
}
