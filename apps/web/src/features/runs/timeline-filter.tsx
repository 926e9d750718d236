"use client";

import type { RunEvent } from "@agentlattice/contract";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { Link } from "#components/ui/link.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { countGaps } from "./timeline-rows.ts";
import { KINDS, useTimelineView } from "./use-runs.ts";

const NAME = { all: "All", lifecycle: "Lifecycle", governance: "Governance" } as const;

/** Returns the first and the last run_seq, and whether numbers between them are missing. */
function describeSequence(events: readonly RunEvent[]): string {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return "";
  const gaps = countGaps(events);
  return `run_seq ${formatCount(first.run_seq)} to ${formatCount(last.run_seq)}, ${gaps === 0 ? "no gaps" : plural(gaps, "gap", "gaps")}`;
}

/** The filter of a timeline, with the number of its events. */
export function TimelineFilter({ events, total, isWhole }: { events: readonly RunEvent[]; total: number; isWhole: boolean }) {
  const [view, setView] = useTimelineView();
  const countOf = (kind: (typeof KINDS)[number]) => (kind === "all" ? total : events.filter((event) => event.kind === kind).length);
  const textOf = (kind: (typeof KINDS)[number]) => `${NAME[kind]}${isWhole || kind === "all" ? ` ${formatCount(countOf(kind))}` : ""}`;
  return (
    <FilterBar
      count={isWhole ? describeSequence(events) : `${formatCount(events.length)} of ${formatCount(total)} events loaded`}
      primary={
        <>
          <Link href="/runs" className="quick shrink-0 pr-2 text-label text-ink-2 hover:text-ink hover:underline">
            All runs
          </Link>
          <Segmented
            label="Events"
            value={view.kind}
            options={KINDS.map((value) => ({ value, text: textOf(value) }))}
            onChange={(kind) => void setView({ kind })}
          />
        </>
      }
    />
  );
}
