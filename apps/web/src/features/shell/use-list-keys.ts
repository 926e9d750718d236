"use client";

import { useKeys } from "./single-keys.ts";

interface ListKeys {
  readonly ids: readonly string[];
  readonly selected: string | null;
  readonly select: (id: string | null) => void;
}

/** Moves the selection of a list with J and K, and closes it with Escape. The link of an item has `data-item`, and receives the focus. */
export function useListKeys({ ids, selected, select }: ListKeys): void {
  const move = (step: 1 | -1) => {
    const at = selected === null ? -1 : ids.indexOf(selected);
    const next = ids[at === -1 ? 0 : at + step];
    if (next === undefined) return;
    select(next);
    document.querySelector<HTMLElement>(`[data-item="${next}"]`)?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1), Escape: () => selected !== null && select(null) });
}
