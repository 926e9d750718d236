"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { ICON_BUTTON } from "#components/ui/close-button.tsx";
import { useHead } from "#features/shell/use-head.ts";
import { REPLACE_HISTORY_ENTRY } from "#lib/navigation/use-view.ts";
import { useAuditView } from "./use-entries.ts";

/** Buttons for the next and the previous entry, regardless of the filters. */
export function EntryNeighbours({ seq }: { seq: number }) {
  const { data: head } = useHead();
  const [, setView] = useAuditView();
  return (
    <>
      {seq < (head?.size ?? 0) - 1 && (
        <button
          type="button"
          aria-label="Newer entry"
          className={ICON_BUTTON}
          onClick={() => void setView({ entry: seq + 1 }, REPLACE_HISTORY_ENTRY)}
        >
          <ChevronUp size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
      {seq > 0 && (
        <button
          type="button"
          aria-label="Older entry"
          className={ICON_BUTTON}
          onClick={() => void setView({ entry: seq - 1 }, REPLACE_HISTORY_ENTRY)}
        >
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
    </>
  );
}
