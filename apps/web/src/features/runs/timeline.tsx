"use client";

import type { RunEvent } from "@agentlattice/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import type { Paged } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { TimelineItem } from "./timeline-item.tsx";
import { toRows } from "./timeline-rows.ts";
import { useIterationKeys } from "./use-iteration-keys.ts";
import type { KINDS } from "./use-runs.ts";

interface TimelineProps {
  readonly events: readonly RunEvent[];
  readonly isWhole: boolean;
  readonly kind: (typeof KINDS)[number];
  /** run_seq of the open event. */
  readonly selected: number | null;
  readonly onOpen: (runSeq: number) => void;
  /** Loads later events. */
  readonly paged: Paged;
  /** Content above the events, which scrolls with them. */
  readonly children: ReactNode;
}

const ITERATION_HEIGHT = 32;
const ROW = { wide: 42, narrow: 62 } as const;

/** The events of a run in order. Only the rows near the viewport are rendered. */
export function Timeline({ events, isWhole, kind, selected, onOpen, paged, children }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const wide = useMedia("(min-width: 640px)");
  const shown = kind === "all" ? events : events.filter((event) => event.kind === kind);
  const rows =
    kind === "all" ? toRows(events, isWhole) : shown.map((event) => ({ row: "event", key: `event-${event.run_seq}`, event }) as const);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.row === "iteration" ? ITERATION_HEIGHT : wide ? ROW.wide : ROW.narrow),
    overscan: 20,
    getItemKey: (index) => rows[index]?.key ?? index,
    // The first rows are rendered before the height is known, also in tests without a layout.
    initialRect: { width: 1_000, height: 1_000 },
  });
  useIterationKeys(rows, virtual);
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className="pane min-h-0 flex-1">
      {children}
      {rows.length === 0 && (
        <div className="p-6">
          <Empty title={events.length === 0 ? "No events recorded" : "No events of this kind"} />
        </div>
      )}
      <ol aria-label="Events" style={{ paddingTop: above, paddingBottom: below }}>
        {items.map(({ index, key }) => {
          const row = rows[index];
          return (
            row && <TimelineItem key={key} row={row} selected={row.row === "event" && row.event.run_seq === selected} onOpen={onOpen} />
          );
        })}
      </ol>
      <LoadMore list={paged} text="Load later events" />
    </div>
  );
}
