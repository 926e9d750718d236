"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { type ReactNode, type RefObject, useMemo } from "react";
import { useMe } from "#lib/session/session-context.tsx";
import { differencesIn, pendingOf, type QueueGroup, type QueueLine } from "./group-queue.ts";
import { GroupRow } from "./group-row.tsx";
import { QueueRow } from "./queue-row.tsx";
import { useMoveKeys } from "./use-move-keys.ts";

const VirtualRows = dynamic(() => import("./virtual-rows.tsx").then((module) => module.VirtualRows), { ssr: false });

const VIRTUAL_FROM = 200;

interface QueueListProps {
  lines: readonly QueueLine[];
  /** The id of the open approval, or the key of the current group. */
  current: string | null;
  scroller: RefObject<HTMLElement | null>;
  onOpen: (id: string) => void;
  /** Called when J or K opens another row. */
  onMove: () => void;
}

/** The rows of a list. A long list displays only the rows near the viewport. */
export function QueueList({ lines, current, scroller, onOpen, onMove }: QueueListProps) {
  const positions = useMemo(() => new Map(lines.map(({ key }, at) => [key, at])), [lines]);
  useMoveKeys({ lines, positions, current, onMove });
  const rowOf = useRow({ lines, current, onOpen });
  if (lines.length <= VIRTUAL_FROM) {
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
  return <VirtualRows lines={lines} at={current === null ? undefined : positions.get(current)} scroller={scroller} rowOf={rowOf} />;
}

/** Returns the function that renders a row. */
function useRow({ lines, current, onOpen }: Omit<QueueListProps, "scroller" | "onMove">): (line: QueueLine) => ReactNode {
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
