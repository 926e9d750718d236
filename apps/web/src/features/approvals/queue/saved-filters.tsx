"use client";

import type { Approval, ApprovalFilter } from "@agentlattice/contract";
import { Bookmark, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { Chip } from "#components/ui/chip.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { MINUTE, useNow } from "#lib/clock/clock-provider.tsx";
import { countConditions, isSameFilter, matchesFilter, NO_FILTER, toQueueFilter } from "./queue-filter.ts";
import { useQueueView } from "./use-queue-view.ts";
import { useChangeFilters } from "./use-saved-filters.ts";

const SaveFilterDialog = dynamic(() => import("./save-filter-dialog.tsx").then((module) => module.SaveFilterDialog), { ssr: false });

interface SavedFiltersProps {
  saved: readonly ApprovalFilter[];
  approvals: readonly Approval[];
  hasMore: boolean;
}

/** The saved filters with the number of pending requests that they match. A click applies a filter, and a second one clears it. */
export function SavedFilters({ saved, approvals, hasMore }: SavedFiltersProps) {
  const [view, setView] = useQueueView();
  const [isSaving, setIsSaving] = useState(false);
  const { remove } = useChangeFilters();
  const now = useNow(MINUTE);
  const counts = useMemo(() => {
    const countOf = (filter: ApprovalFilter) => approvals.filter((approval) => matchesFilter(approval, toQueueFilter(filter), now)).length;
    return new Map(saved.map((filter) => [filter.id, countOf(filter)]));
  }, [saved, approvals, now]);
  const active = saved.find((filter) => isSameFilter(toQueueFilter(filter), view));
  const removeActive = ({ id, name }: ApprovalFilter) =>
    remove.mutate(
      { id },
      {
        onSuccess: () => toast(`Deleted the filter ${name}`, { icon: <GateMark state="idle" /> }),
        onError: () => toast(`The filter ${name} was not deleted. Try again.`, { icon: <GateMark state="deny" /> }),
      },
    );
  return (
    <>
      {saved.map((filter) => {
        const conditions = toQueueFilter(filter);
        const count = counts.get(filter.id) ?? 0;
        return (
          <Chip
            key={filter.id}
            state={filter === active ? "active" : "plain"}
            aria-pressed={filter === active}
            onClick={() => void setView(filter === active ? NO_FILTER : conditions)}
          >
            <Bookmark size={11} aria-hidden="true" />
            <span className="max-w-44 truncate text-ink" title={filter.name}>
              {filter.name}
            </span>
            {(count > 0 || !hasMore) && (
              <span className="tnum">
                {count}
                {hasMore && "+"}
              </span>
            )}
          </Chip>
        );
      })}
      {active && (
        <Chip aria-label={`Delete the saved filter ${active.name}`} disabled={remove.isPending} onClick={() => removeActive(active)}>
          <Trash2 size={11} aria-hidden="true" /> Delete
        </Chip>
      )}
      {!active && countConditions(view) > 0 && (
        <Chip state="offer" onClick={() => setIsSaving(true)}>
          <Bookmark size={11} aria-hidden="true" /> Save filter
        </Chip>
      )}
      {isSaving && <SaveFilterDialog filter={view} saved={saved} onClose={() => setIsSaving(false)} />}
    </>
  );
}
