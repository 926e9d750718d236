"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useSearchParams } from "next/navigation";
import { type CSSProperties, type ReactNode, type RefObject, useMemo } from "react";
import { useMe } from "#lib/session/session-context.tsx";
import { differencesIn, pendingOf, type QueueGroup, type QueueLine } from "./group-queue.ts";
import { GroupRow } from "./group-row.tsx";
import { QueueRow } from "./queue-row.tsx";

const VIRTUAL_FROM = 200;
const ROW_HEIGHT = 96;

interface QueueListProps {
  lines: readonly QueueLine[];
  /** The id of the open approval, or the key of the current group. */
  current: string | null;
  scroller: RefObject<HTMLElement | null>;
  onOpen: (id: string) => void;
}

/** The rows of a list. A long list has only the rows near the viewport, and those around the current one for J and K. */
export function QueueList({ lines, current, scroller, onOpen }: QueueListProps) {
  const isLong = lines.length > VIRTUAL_FROM;
  const at = isLong ? lines.findIndex(({ key }) => key === current) : -1;
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    getItemKey: (index) => lines[index]?.key ?? index,
    rangeExtractor: (range) => withNeighbours(range, at),
    enabled: isLong,
  });
  const rowOf = useRow({ lines, current, onOpen });
  if (!isLong) {
    return (
      <ul>
        {lines.map((line, index) => (
          <li key={line.key} data-index={index} className="border-b">
            {rowOf(line)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index];
        const place: CSSProperties = { transform: `translateY(${start}px)` };
        return (
          line && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              style={place}
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

function withNeighbours(range: Range, at: number): number[] {
  const near = at < 0 ? [] : [at - 1, at, at + 1].filter((index) => index >= 0 && index < range.count);
  return [...new Set([...defaultRangeExtractor(range), ...near])].sort((a, b) => a - b);
}

/** Returns the function that renders a row. */
function useRow({ lines, current, onOpen }: Omit<QueueListProps, "scroller">): (line: QueueLine) => ReactNode {
  const { user } = useMe();
  const search = useLinkSearch();
  const differences = useMemo(() => {
    const open = new Set<QueueGroup>();
    for (const line of lines) if (line.type === "group" && line.isOpen) open.add(line.group);
    return new Map([...open].flatMap((group) => [...differencesIn(pendingOf(group), user.id)]));
  }, [lines, user.id]);
  return (line) => {
    if (line.type === "group") return <GroupRow group={line.group} isOpen={line.isOpen} current={line.key === current} />;
    const { approval, removed } = line.item;
    return (
      <QueueRow
        approval={approval}
        removed={removed}
        group={line.group}
        difference={differences.get(approval.id) ?? null}
        selected={approval.id === current}
        search={search}
        onOpen={onOpen}
      />
    );
  };
}

/** Returns the query of links to approvals: filters and tab, without the current group. */
function useLinkSearch(): string {
  const params = new URLSearchParams(useSearchParams());
  params.delete("group");
  return params.size > 0 ? `?${params}` : "";
}
