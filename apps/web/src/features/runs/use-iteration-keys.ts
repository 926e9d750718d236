"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import { useSingleKeys } from "#features/shell/single-keys.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/** Scrolls to the next iteration with `]` and to the previous one with `[`. */
export function useIterationKeys(rows: readonly TimelineRow[], virtual: Virtualizer<HTMLDivElement, Element>): void {
  const [on] = useSingleKeys();
  useEffect(() => {
    if (!on) return;
    const press = ({ key, target, metaKey, ctrlKey, altKey }: KeyboardEvent) => {
      const isTyping = target instanceof Element && target.closest("input, textarea, select, [role='dialog'], [role='menu']") !== null;
      if ((key !== "[" && key !== "]") || isTyping || metaKey || ctrlKey || altKey) return;
      const first = virtual.range?.startIndex ?? 0;
      const heads = rows.flatMap(({ row }, index) => (row === "iteration" ? [index] : []));
      const to = key === "]" ? heads.find((index) => index > first) : heads.findLast((index) => index < first);
      if (to !== undefined) virtual.scrollToIndex(to, { align: "start" });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on, rows, virtual]);
}
