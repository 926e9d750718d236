"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { ArrowDown } from "lucide-react";
import type { RefObject } from "react";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatCount, shortId } from "#lib/format/text.ts";
import { formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { Actor } from "./actor.tsx";
import { markOf } from "./describe-entry.ts";

interface EntryTableProps {
  entries: readonly AuditEvent[];
  /** The element in which the table scrolls. */
  scroller: RefObject<HTMLElement | null>;
  names: ReadonlyMap<string, string>;
  selected: number | null;
  onOpen: (seq: number) => void;
}

/** Hides the leaf hash in narrow panes. The detail of the open entry shows it. */
const HIDDEN_WHEN_NARROW = "max-desk:hidden @max-[720px]:hidden";

const HEAD = "sticky top-0 z-10 h-8 border-b bg-surface pr-4 text-left text-label font-normal text-ink-2 whitespace-nowrap";

/** The ledger as a table with a rail: one diamond per entry, filled for the newest or the open one. */
export function EntryTable({ entries, scroller, names, selected, onOpen }: EntryTableProps) {
  const filled = selected ?? entries[0]?.seq;
  const { shown, above, below } = useVisibleRows(entries, scroller);
  return (
    <table aria-rowcount={entries.length + 1} className="w-full table-fixed border-separate border-spacing-0 text-body">
      {/* Widths for every layout: on a phone the head is no longer part of the table. */}
      <colgroup>
        <col className="w-12" />
        <col className="w-[76px] max-tablet:hidden" />
        <col className="w-[108px] max-tablet:hidden" />
        <col className="w-[180px] max-tablet:w-auto" />
        <col className="max-tablet:w-[140px]" />
        <col className="max-desk:hidden @max-[860px]:w-[112px]" />
        <col className={clsx("w-[136px]", HIDDEN_WHEN_NARROW)} />
      </colgroup>
      <thead className="max-tablet:sr-only">
        <tr>
          <th scope="col" className={clsx(HEAD, "pr-0")}>
            <span className="sr-only">Rail</span>
          </th>
          <th scope="col" aria-sort="descending" className={HEAD}>
            <span className="inline-flex items-center gap-1">
              Entry <ArrowDown size={12} aria-hidden="true" />
            </span>
          </th>
          <th scope="col" className={HEAD}>
            Time, UTC
          </th>
          <th scope="col" className={HEAD}>
            Kind
          </th>
          <th scope="col" className={HEAD}>
            Actor
          </th>
          <th scope="col" className={clsx(HEAD, "max-desk:hidden")}>
            Subject
          </th>
          <th scope="col" className={clsx(HEAD, "pr-6 text-right", HIDDEN_WHEN_NARROW)}>
            Leaf hash
          </th>
        </tr>
      </thead>
      <tbody>
        <Gap height={above} />
        {shown.map(({ entry, index }) => (
          <Row
            key={entry.seq}
            entry={entry}
            index={index}
            names={names}
            selected={entry.seq === selected}
            filled={entry.seq === filled}
            onOpen={onOpen}
          />
        ))}
        <Gap height={below} />
      </tbody>
    </table>
  );
}

/** A spacer for rows that are not rendered. The rail continues through it. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr style={{ height }}>
      <td className="relative">
        <span className="absolute inset-y-0 left-[28px] w-px bg-line-strong" />
      </td>
    </tr>
  );
}

const VIRTUAL_FROM = 200;
const ROW_HEIGHT = { wide: 42, narrow: 62 } as const;

/** Returns all rows of a short list, and the rows near the viewport of a long one. */
function useVisibleRows(entries: readonly AuditEvent[], scroller: RefObject<HTMLElement | null>) {
  const wide = useMedia("(min-width: 640px)");
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (wide ? ROW_HEIGHT.wide : ROW_HEIGHT.narrow),
    overscan: 20,
    getItemKey: (index) => entries[index]?.seq ?? index,
    enabled: entries.length > VIRTUAL_FROM,
  });
  if (entries.length <= VIRTUAL_FROM) return { shown: entries.map((entry, index) => ({ entry, index })), above: 0, below: 0 };
  const items = rows.getVirtualItems();
  return {
    shown: items.flatMap(({ index }) => {
      const entry = entries[index];
      return entry ? [{ entry, index }] : [];
    }),
    above: items[0]?.start ?? 0,
    below: rows.getTotalSize() - (items.at(-1)?.end ?? 0),
  };
}

const CELL = "h-[42px] border-b pr-4 align-middle";

function Row({
  entry,
  index,
  names,
  selected,
  filled,
  onOpen,
}: Omit<EntryTableProps, "entries" | "selected" | "scroller"> & { entry: AuditEvent; index: number; selected: boolean; filled: boolean }) {
  const mark = markOf(entry);
  return (
    <tr
      // The header is row 1.
      aria-rowindex={index + 2}
      aria-current={selected ? "true" : undefined}
      className={clsx(
        "quick relative animate-appear",
        selected ? "bg-accent-wash [--ground:var(--accent-wash)]" : "hover:bg-hover hover:[--ground:var(--hover)]",
      )}
    >
      <td className={clsx("relative h-[42px] border-b", selected && "shadow-[inset_2px_0_var(--accent)]")}>
        <span aria-hidden="true" className="absolute inset-y-0 left-[28px] w-px bg-line-strong" />
        <Diamond
          size={filled ? 11 : 9}
          hollow={!filled}
          className={clsx("relative", filled ? "ml-[23px] text-accent" : "ml-6 text-ink-3")}
        />
      </td>
      <td className={clsx(CELL, "max-tablet:hidden")}>
        <OpenLink entry={entry} onOpen={onOpen} />
      </td>
      <td className={clsx(CELL, "tnum truncate text-ink-2 max-tablet:hidden")}>
        <Time at={entry.timestamp} />
      </td>
      <td className={clsx(CELL, "max-tablet:py-2.5")}>
        <span className="flex items-center gap-2">
          {mark ? <GateMark state={mark} /> : <span className="w-3.5 shrink-0" />}
          <span className="truncate font-mono text-code">{entry.kind}</span>
        </span>
        <span className="mt-1 flex min-w-0 gap-3 pl-[22px] text-label whitespace-nowrap text-ink-2 tablet:hidden">
          <OpenLink entry={entry} onOpen={onOpen} />
          <Time at={entry.timestamp} />
        </span>
      </td>
      <td className={CELL}>
        <Actor actor={entry.actor} names={names} />
      </td>
      <td className={clsx(CELL, "truncate text-ink-2 max-desk:hidden")}>
        <Subject entry={entry} />
      </td>
      <td className={clsx(CELL, "pr-6 text-right", HIDDEN_WHEN_NARROW)}>
        <Hash value={entry.leaf_hash} label="leaf hash" copy={false} />
      </td>
    </tr>
  );
}

/** The link of a row, which covers the whole row. */
function OpenLink({ entry: { seq }, onOpen }: { entry: AuditEvent; onOpen: (seq: number) => void }) {
  return (
    <a
      href={`/audit?entry=${seq}`}
      data-entry={seq}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onOpen(seq);
      }}
      className={clsx("tnum text-ink", ROW_AREA)}
    >
      <span className="sr-only">Entry </span>
      {formatCount(seq)}
    </a>
  );
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function Time({ at }: { at: string }) {
  const today = new Date(useNow()).toISOString().slice(0, 10);
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {at.startsWith(today) ? formatUtcTime(at) : `${day.format(new Date(at))}, ${formatUtcTime(at).slice(0, 5)}`}
    </time>
  );
}

/** The subject of an entry: the action type or the id, and both for an approval. */
function Subject({ entry: { action_type, subject } }: { entry: AuditEvent }) {
  if (action_type === null) return <span title={subject.id}>{shortId(subject.id)}</span>;
  return (
    <span title={subject.id}>
      <ActionName type={action_type} className="text-code" />
      {subject.type === "approval" && <span className="text-label text-ink-3 @max-[860px]:hidden"> {shortId(subject.id)}</span>}
    </span>
  );
}
