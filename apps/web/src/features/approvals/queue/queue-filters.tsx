"use client";

import type { Approval } from "@agentlattice/contract";
import { Plus, X } from "lucide-react";
import { Fragment, useMemo } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import type { Sort } from "./arrange-queue.ts";
import { askingPolicies, type QueueFilter } from "./queue-filter.ts";
import { SavedFilters } from "./saved-filters.tsx";
import { RISKS, useQueueView } from "./use-queue-view.ts";
import { useSavedFilters } from "./use-saved-filters.ts";

const SORT_NAMES: Record<Sort, string> = { "time-left": "Time left", newest: "Newest", risk: "Risk" };
const SORT_OPTIONS = (["time-left", "newest", "risk"] as const).map((value) => ({ value, text: SORT_NAMES[value] }));

const ANY = "any";
const RISK_NAMES = { low: "Low", medium: "Medium", high: "High", critical: "Critical" } as const;

const EXPIRY_NAMES: ReadonlyMap<string, string> = new Map([
  ["15m", "15 min"],
  ["1h", "1 h"],
  ["8h", "8 h"],
]);

interface Condition {
  readonly key: keyof QueueFilter;
  readonly name: string;
  /** The values of the pending requests, with their names. */
  readonly options: ReadonlyMap<string, string>;
}

interface QueueFiltersProps {
  approvals: readonly Approval[];
  /** True if more approvals are pending than were loaded. */
  hasMore: boolean;
}

/** The sort order, the saved filters and the conditions of the queue. */
export function QueueFilters({ approvals, hasMore }: QueueFiltersProps) {
  const [view, setView] = useQueueView();
  const saved = useSavedFilters().data?.data ?? [];
  const conditions = useMemo(() => conditionsOf(approvals), [approvals]);
  return (
    <div className="flex min-h-[47px] shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2.5">
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
      <SavedFilters saved={saved} approvals={approvals} hasMore={hasMore} />
      {conditions.map((condition) => (
        <ActiveCondition key={condition.key} condition={condition} />
      ))}
      <MenuRoot>
        <MenuTrigger asChild>
          <Chip state="offer">
            <Plus size={12} aria-hidden="true" /> Filter
          </Chip>
        </MenuTrigger>
        <MenuContent>
          {conditions.map((condition, index) => (
            <Fragment key={condition.key}>
              {index > 0 && <MenuSeparator />}
              <ConditionChoices condition={condition} />
            </Fragment>
          ))}
        </MenuContent>
      </MenuRoot>
    </div>
  );
}

function conditionsOf(approvals: readonly Approval[]): Condition[] {
  const byName = (values: readonly (readonly [string, string])[]) =>
    new Map([...new Map(values)].sort(([, a], [, b]) => a.localeCompare(b)));
  return [
    { key: "risk", name: "Risk", options: new Map(RISKS.map((level) => [level, RISK_NAMES[level]])) },
    { key: "agent", name: "Agent", options: byName(approvals.map(({ requested_by: { id, name } }) => [id, name])) },
    { key: "policy", name: "Policy", options: byName(approvals.flatMap(askingPolicies).map(({ id, name }) => [id, name])) },
    { key: "expires", name: "Expires within", options: EXPIRY_NAMES },
    { key: "action", name: "Action", options: byName(approvals.map(({ action_type }) => [action_type, action_type])) },
  ];
}

function useChoose({ key }: Condition): (value: string | null) => void {
  const [, setView] = useQueueView();
  return (value) => {
    if (key === "risk") void setView({ risk: RISKS.find((level) => level === value) ?? null });
    else if (key === "agent") void setView({ agent: value });
    else if (key === "policy") void setView({ policy: value });
    else if (key === "expires") void setView({ expires: value });
    else void setView({ action: value });
  };
}

/** A condition of the filter with a button that removes it. Its value may be one that no pending request has any more. */
function ActiveCondition({ condition }: { condition: Condition }) {
  const { key, name, options } = condition;
  const [{ [key]: value }] = useQueueView();
  const choose = useChoose(condition);
  if (value === null) return null;
  const text = options.get(value) ?? (key === "action" || key === "expires" ? value : "not pending");
  return (
    <Chip state="active" aria-label={`Remove the filter ${name} ${text}`} onClick={() => choose(null)}>
      <span className="max-w-44 truncate">
        {name} {text}
      </span>
      <X size={11} aria-hidden="true" />
    </Chip>
  );
}

function ConditionChoices({ condition }: { condition: Condition }) {
  const { key, name, options } = condition;
  const [{ [key]: value }] = useQueueView();
  const choose = useChoose(condition);
  return (
    <MenuChoices
      label={name}
      value={value ?? ANY}
      options={[{ value: ANY, text: "Any" }, ...[...options].map(([option, text]) => ({ value: option, text }))]}
      onChange={(chosen) => choose(chosen === ANY ? null : chosen)}
    />
  );
}
