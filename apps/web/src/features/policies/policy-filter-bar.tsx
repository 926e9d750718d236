"use client";

import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { SearchField } from "#components/list/search-field.tsx";
import { TYPING } from "#lib/navigation/use-view.ts";
import { EFFECTS, MODES, STATUSES, usePolicyFilters } from "./use-policies.ts";
import { EFFECT, MODE, STATUS } from "./words.ts";

/** The filters of the list. */
export function PolicyFilterBar({ count }: { count: string }) {
  const [filters, setFilters] = usePolicyFilters();
  return (
    <FilterBar
      count={count}
      active={[filters.status, filters.effect, filters.mode].filter(Boolean).length}
      primary={
        <SearchField
          label="Search policies"
          placeholder="Name or action"
          value={filters.q}
          onChange={(q) => void setFilters({ q: q || null }, TYPING)}
        />
      }
    >
      <FilterMenu
        label="Status"
        value={filters.status}
        options={STATUSES.map((value) => ({ value, text: STATUS[value] }))}
        onChange={(status) => void setFilters({ status })}
      />
      <FilterMenu
        label="Effect"
        value={filters.effect}
        options={EFFECTS.map((value) => ({ value, text: EFFECT[value].word }))}
        onChange={(effect) => void setFilters({ effect })}
      />
      <FilterMenu
        label="Mode"
        value={filters.mode}
        options={MODES.map((value) => ({ value, text: MODE[value].word }))}
        onChange={(mode) => void setFilters({ mode })}
      />
    </FilterBar>
  );
}
