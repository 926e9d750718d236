"use client";

import { useEffect, useRef } from "react";
import { useKeys } from "#features/shell/single-keys.ts";
import { showApproval } from "./approval-path.ts";

/** The rows as they are on screen, whichever list it is. */
function rows(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-approval]")];
}

interface MoveKeys {
  id: string | null;
  onMove: () => void;
  onEnter: (id: string) => void;
}

/** J and K move through the list and Enter goes into the card. */
export function useMoveKeys({ id, onMove, onEnter }: MoveKeys): void {
  // Where the open approval stood: once decided it leaves the list, and moving goes on from its place.
  const place = useRef(0);
  useEffect(() => {
    const at = rows().findIndex((row) => row.dataset.approval === id);
    if (at >= 0) place.current = at;
  });
  const move = (step: 1 | -1) => {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.approval === id);
    // What came after the one that left stands in its place already.
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
      // A button or link that has the focus keeps its own Enter.
      if (!id || (event.target instanceof Element && event.target.closest("a, button"))) return;
      onEnter(id);
    },
  });
}
