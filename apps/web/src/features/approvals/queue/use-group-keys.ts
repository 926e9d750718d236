"use client";

import { useKeys } from "#features/shell/single-keys.ts";
import { showGroup } from "../card/approval-path.ts";
import type { QueueLine } from "./group-queue.ts";
import { useQueueSelection, useSelect } from "./queue-selection.tsx";
import { useRowFocus } from "./use-row-focus.ts";

/** Opens and closes groups with the arrow keys, selects with X, or a range with Shift X, and clears the selection with Escape. */
export function useGroupKeys(lines: readonly QueueLine[], current: string | null): void {
  const { setOpen } = useQueueSelection();
  const { toggle, selectTo, toggleGroup, toggleOpen, clear } = useSelect();
  const focus = useRowFocus(current);
  const findLine = () => {
    const key = focusedKey() ?? current;
    return lines.find((line) => line.key === key);
  };
  useKeys({
    x: (event) => {
      const line = findLine();
      if (!line || event.repeat) return;
      if (line.type === "group") toggleGroup(line.group);
      else if (line.group && !line.item.removed) (event.shiftKey ? selectTo : toggle)(line.item.approval, line.group);
    },
    ArrowRight: (event) => {
      const line = findLine();
      if (line?.type !== "group" || line.isOpen) return;
      event.preventDefault();
      toggleOpen(line.group);
    },
    ArrowLeft: (event) => {
      const line = findLine();
      const key = line?.type === "group" ? line.key : line?.group?.key;
      if (key === undefined) return;
      event.preventDefault();
      setOpen(key, false);
      showGroup(key);
      // The row that had the focus may be one of the closed group.
      focus(key);
    },
    Escape: clear,
  });
}

/** Returns the key of the row that has the focus. */
function focusedKey(): string | undefined {
  return document.activeElement?.closest("[data-index]")?.querySelector<HTMLElement>("[data-row]")?.dataset.row;
}
