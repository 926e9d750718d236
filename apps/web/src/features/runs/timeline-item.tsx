"use client";

import type { RunEvent } from "@agentlattice/contract";
import clsx from "clsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { markOf } from "#features/audit/describe-entry.ts";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatDuration, formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { describeEvent, durationOf } from "./describe-event.ts";
import type { TimelineRow } from "./timeline-rows.ts";

const GRID =
  "grid grid-cols-[32px_1fr_auto] gap-x-3 tablet:grid-cols-[44px_72px_20px_minmax(120px,1fr)_minmax(0,2fr)_72px_72px] tablet:gap-x-4";

interface TimelineItemProps {
  readonly row: TimelineRow;
  readonly selected: boolean;
  readonly onOpen: (runSeq: number) => void;
}

/** One row of a timeline. */
export function TimelineItem({ row, selected, onOpen }: TimelineItemProps) {
  switch (row.row) {
    case "iteration":
      return (
        <li className="flex h-8 items-center gap-2 border-b bg-canvas px-4 text-label tablet:px-6">
          <span className="font-semibold">Iteration {row.index}</span>
          <span className="text-ink-2">{plural(row.events, "event", "events")}</span>
          {row.usd !== null && <span className="tnum ml-auto text-ink-2">${row.usd}</span>}
        </li>
      );
    case "gap":
      return (
        <li className="flex h-[42px] items-center border-b px-4 text-label text-deny tablet:px-6">
          Events {row.from} to {row.to} are missing
        </li>
      );
    case "pause":
      return (
        <li className="flex h-[42px] items-center border-b border-dashed px-4 tablet:px-6">
          <p className="border-l border-dashed border-hold pl-3 text-label text-ink-2">
            <span className="font-semibold text-hold">{pauseText(row)}</span> {row.because === "approval" ? "for approval" : "by the agent"}
          </p>
        </li>
      );
    case "event":
      return <EventItem event={row.event} selected={selected} onOpen={onOpen} />;
  }
}

function pauseText({ from, to }: Extract<TimelineRow, { row: "pause" }>): string {
  return to === null ? "Paused" : `Paused ${formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)))}`;
}

function EventItem({ event, selected, onOpen }: { event: RunEvent; selected: boolean; onOpen: (runSeq: number) => void }) {
  const usd = typeof event.data?.usd === "string" ? `$${event.data.usd}` : "";
  const took = durationOf(event);
  const details = describeEvent(event);
  return (
    <li
      aria-current={selected ? "true" : undefined}
      className={clsx(
        "quick relative min-h-[42px] items-center border-b px-4 max-tablet:py-2 tablet:px-6",
        GRID,
        selected ? "bg-accent-wash shadow-[inset_2px_0_var(--accent)]" : "hover:bg-hover",
      )}
    >
      <SelectLink href={`?event=${event.run_seq}`} onSelect={() => onOpen(event.run_seq)} className={clsx("tnum text-ink-2", ROW_AREA)}>
        <span className="sr-only">Event </span>
        {formatCount(event.run_seq)}
      </SelectLink>
      <time dateTime={event.recorded_at} title={formatUtc(event.recorded_at)} className="tnum text-ink-2 max-tablet:hidden">
        {formatUtcTime(event.recorded_at)}
      </time>
      <span className="max-tablet:hidden">
        <EventMark event={event} />
      </span>
      <span className="flex min-w-0 items-center gap-2 font-mono text-code">
        <span className="tablet:hidden">
          <EventMark event={event} />
        </span>
        <span className="truncate" title={event.type}>
          {event.entry?.action_type ? <ActionName type={event.entry.action_type} /> : event.type}
        </span>
      </span>
      <span className="truncate text-ink-2 max-tablet:col-start-2 max-tablet:row-start-2" title={details}>
        <time dateTime={event.recorded_at} title={formatUtc(event.recorded_at)} className="tnum mr-2 tablet:hidden">
          {formatUtcTime(event.recorded_at)}
        </time>
        <UntrustedInline text={details} />
      </span>
      <span className="tnum text-right text-ink-2 max-tablet:hidden">{took}</span>
      <span className="tnum text-right max-tablet:col-start-3 max-tablet:row-start-1">{usd}</span>
      {took && (
        <span className="tnum text-right text-label text-ink-3 max-tablet:col-start-3 max-tablet:row-start-2 tablet:hidden">{took}</span>
      )}
    </li>
  );
}

/** The gate mark of a decision, or a diamond: filled for the start and the end of a run. */
function EventMark({ event }: { event: RunEvent }) {
  const mark = event.entry && markOf(event.entry);
  if (mark) return <GateMark state={event.entry?.event_types.includes("guardrail.redacted") && mark === "allow" ? "alter" : mark} />;
  const isEdge = event.type.startsWith("run.");
  return <Diamond size={9} hollow={!isEdge} className={isEdge ? "text-accent" : "text-ink-3"} />;
}
