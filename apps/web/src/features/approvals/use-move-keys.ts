"use client";

import { useEffect, useRef } from "react";
import { useKeys } from "#features/shell/single-keys.ts";
import { showApproval, showGroup } from "./approval-path.ts";

/** Returns the displayed rows of the current list: approvals and groups of like requests. */
function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}

/** Returns the index of a row in the list, of which a long list displays only a part. */
const indexOf = (row: HTMLElement) => Number(row.closest<HTMLElement>("[data-index]")?.dataset.index);

interface MoveKeys {
  id: string | null;
  /** The group that is the current row while no approval is open. */
  group: string | null;
  onMove: () => void;
  onEnter: (id: string) => void;
}

/** Moves through the list with J and K, and opens the card with Enter. */
export function useMoveKeys({ id, group, onMove, onEnter }: MoveKeys): void {
  const current = id ?? group;
  // Index of the current row. A decided approval leaves the list, and J and K continue from its index.
  const place = useRef(0);
  useEffect(() => {
    const at = rows().find((row) => row.dataset.row === current);
    if (at) place.current = indexOf(at);
  });
  const move = (step: 1 | -1) => {
    const all = rows();
    const first = all[0];
    const last = all.at(-1);
    if (!first || !last) return;
    const here = all.find((row) => row.dataset.row === current);
    // The row after a removed one has taken its index.
    const to = here ? indexOf(here) + step : place.current + Math.min(step, 0);
    const next = all.find((row) => indexOf(row) === to) ?? (to < indexOf(first) ? first : last);
    const key = next.dataset.row;
    if (!key) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (key === current) return;
    onMove();
    if (next.dataset.approval) showApproval(key, { replace: true });
    else showGroup(key);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: (event) => {
      // Focused buttons and links keep their own Enter key.
      if (!id || (event.target instanceof Element && event.target.closest("a, button"))) return;
      onEnter(id);
    },
  });
}
