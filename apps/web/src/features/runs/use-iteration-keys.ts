"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useKeys } from "#features/shell/single-keys.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/** Scrolls to the next iteration with `]` and to the previous one with `[`. */
export function useIterationKeys(rows: readonly TimelineRow[], virtual: Virtualizer<HTMLDivElement, Element>): void {
  const move = (isNext: boolean) => {
    const first = virtual.range?.startIndex ?? 0;
    const heads = rows.flatMap(({ row }, index) => (row === "iteration" ? [index] : []));
    const to = isNext ? heads.find((index) => index > first) : heads.findLast((index) => index < first);
    if (to !== undefined) virtual.scrollToIndex(to, { align: "start" });
  };
  useKeys({ "]": () => move(true), "[": () => move(false) });
}
