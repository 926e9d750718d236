"use client";

import { useEffect, useRef } from "react";
import { useKeys } from "#features/shell/single-keys.ts";
import { showApproval } from "./approval-path.ts";

/** Returns the displayed rows of the current list. */
function rows(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-approval]")];
}

interface MoveKeys {
  id: string | null;
  onMove: () => void;
  onEnter: (id: string) => void;
}

/** Moves through the list with J and K, and opens the card with Enter. */
export function useMoveKeys({ id, onMove, onEnter }: MoveKeys): void {
  // Index of the open approval. A decided approval leaves the list, and J and K continue from its index.
  const place = useRef(0);
  useEffect(() => {
    const at = rows().findIndex((row) => row.dataset.approval === id);
    if (at >= 0) place.current = at;
  });
  const move = (step: 1 | -1) => {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.approval === id);
    // The approval after the removed one has taken its index.
    const to = at >= 0 ? at + step : place.current + Math.min(step, 0);
    const next = all[Math.min(all.length - 1, Math.max(0, to))];
    if (!next?.dataset.approval) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (next.dataset.approval === id) return;
    onMove();
    showApproval(next.dataset.approval, { replace: true });
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
