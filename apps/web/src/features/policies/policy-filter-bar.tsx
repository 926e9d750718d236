"use client";

import { Search } from "lucide-react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { EFFECTS, MODES, STATUSES, usePolicyFilters } from "./use-policies.ts";
import { EFFECT, MODE, STATUS } from "./words.ts";

const ANY = "";
const TYPING_MS = 200;

/** What the list is narrowed to. */
export function PolicyFilterBar({ count }: { count: string }) {
  const [filters, setFilters] = usePolicyFilters();
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      <label className="quick flex h-[26px] w-40 shrink-0 items-center gap-1.5 rounded-control border border-line-control px-2 focus-within:outline-2 focus-within:outline-accent-text tablet:w-56">
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
        <span className="sr-only">Search policies</span>
        <input
          type="search"
          value={filters.q}
          maxLength={128}
          placeholder="Name or action"
          onChange={(event) =>
            void setFilters({ q: event.target.value || null }, { limitUrlUpdates: { method: "debounce", timeMs: TYPING_MS } })
          }
          className="min-w-0 flex-1 bg-transparent text-label outline-none"
        />
      </label>
      <Filter
        label="Status"
        value={filters.status}
        options={STATUSES}
        wordOf={(value) => STATUS[value]}
        onChange={(status) => void setFilters({ status })}
      />
      <Filter
        label="Effect"
        value={filters.effect}
        options={EFFECTS}
        wordOf={(value) => EFFECT[value].word}
        onChange={(effect) => void setFilters({ effect })}
      />
      <Filter
        label="Mode"
        value={filters.mode}
        options={MODES}
        wordOf={(value) => MODE[value].word}
        onChange={(mode) => void setFilters({ mode })}
      />
      <p className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3" role="status">
        {count}
      </p>
    </div>
  );
}

function Filter<Value extends string>({
  label,
  value,
  options,
  wordOf,
  onChange,
}: {
  label: string;
  value: Value | null;
  options: readonly Value[];
  wordOf: (value: Value) => string;
  onChange: (value: Value | null) => void;
}) {
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Chip state={value === null ? "plain" : "active"}>
          {label} <span className={value === null ? "text-ink" : ""}>{value === null ? "any" : wordOf(value)}</span>
        </Chip>
      </MenuTrigger>
      <MenuContent>
        <MenuChoices<Value | typeof ANY>
          label={label}
          value={value ?? ANY}
          options={[{ value: ANY, text: "Any" }, ...options.map((option) => ({ value: option, text: wordOf(option) }))]}
          onChange={(next) => onChange(next === ANY ? null : (next as Value))}
        />
      </MenuContent>
    </MenuRoot>
  );
}
