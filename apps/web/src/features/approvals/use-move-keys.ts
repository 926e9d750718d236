"use client";

import { showApproval } from "./approval-path.ts";
import { useKeys } from "./single-keys.ts";

/** The rows as they are on screen, whichever list it is. */
function rows(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-approval]")];
}

function move(id: string | null, step: 1 | -1, onMove: () => void): void {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.approval === id);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (!next?.dataset.approval) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (next.dataset.approval === id) return;
  onMove();
  showApproval(next.dataset.approval, { replace: true });
}

/** J and K move through the list, Enter goes into the card, ? shows all keys. */
export function useMoveKeys({
  id,
  onMove,
  onEnter,
  onHelp,
}: {
  id: string | null;
  onMove: () => void;
  onEnter: (id: string) => void;
  onHelp: () => void;
}): void {
  useKeys({
    j: () => move(id, 1, onMove),
    k: () => move(id, -1, onMove),
    Enter: (event) => {
      // A button or link that has the focus keeps its own Enter.
      if (!id || (event.target instanceof Element && event.target.closest("a, button"))) return;
      onEnter(id);
    },
    "?": onHelp,
  });
}
