"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import type { CSSProperties, ReactNode, RefObject } from "react";
import type { QueueLine } from "./group-queue.ts";

const ROW_HEIGHT = 96;

interface VirtualRowsProps {
  lines: readonly QueueLine[];
  /** Index of the current line. */
  at: number | undefined;
  scroller: RefObject<HTMLElement | null>;
  rowOf: (line: QueueLine) => ReactNode;
}

/** The rows of a long list that are near the viewport, and those around the current one for J and K. */
export function VirtualRows({ lines, at, scroller, rowOf }: VirtualRowsProps) {
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    getItemKey: (index) => lines[index]?.key ?? index,
    rangeExtractor: (range) => withNeighbours(range, at),
  });
  return (
    <ul className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index];
        const style: CSSProperties = { transform: `translateY(${start}px)` };
        return (
          line && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              style={style}
              className="absolute inset-x-0 top-0 border-b"
            >
              {rowOf(line)}
            </li>
          )
        );
      })}
    </ul>
  );
}

function withNeighbours(range: Range, at: number | undefined): number[] {
  const near = at === undefined ? [] : [at - 1, at, at + 1].filter((index) => index >= 0 && index < range.count);
  return [...new Set([...defaultRangeExtractor(range), ...near])].sort((a, b) => a - b);
}
