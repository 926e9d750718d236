"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import type { RefObject } from "react";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import type { TableStyle } from "#components/list/table-style.ts";
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

const TABLE_STYLE: TableStyle = {
  table: "w-full table-fixed border-separate border-spacing-0 text-body",
  thead: "max-tablet:sr-only",
  head: "sticky top-0 z-10 h-8 border-b bg-surface pr-4 text-left text-label font-normal text-ink-2 whitespace-nowrap first:pr-0 last:pr-6",
  cell: "h-[42px] border-b pr-4 align-middle last:pr-6",
  row: (selected) =>
    `quick relative animate-appear ${
      selected ? "bg-accent-wash [--ground:var(--accent-wash)]" : "hover:bg-hover hover:[--ground:var(--hover)]"
    }`,
};

const RAIL = <span aria-hidden="true" className="absolute inset-y-0 left-[28px] w-px bg-line-strong" />;

/** The ledger as a table with a rail: one diamond per entry, filled for the newest or the open one. */
export function EntryTable({ entries, scroller, names, selected, onOpen }: EntryTableProps) {
  const filled = selected ?? entries[0]?.seq;
  const rowWindow = useRowWindow(entries, scroller);
  return (
    <DataTable
      caption="Ledger entries"
      tableStyle={TABLE_STYLE}
      items={entries}
      columns={columnsOf({ names, filled, onOpen })}
      idOf={({ seq }) => String(seq)}
      sortedBy={{ column: "entry", descending: true }}
      selectedId={selected === null ? null : String(selected)}
      rowWindow={{ ...rowWindow, spacer: RAIL }}
    />
  );
}

interface CellContext extends Pick<EntryTableProps, "names" | "onOpen"> {
  /** Number of the entry whose diamond is filled. */
  readonly filled: number | undefined;
}

/** The column widths apply to every layout, because on phones the header is not part of the table. */
function columnsOf({ names, filled, onOpen }: CellContext): DataColumn<AuditEvent>[] {
  return [
    {
      id: "rail",
      header: "Rail",
      hiddenHead: true,
      colClassName: "w-12",
      cellClassName: "relative",
      cell: ({ seq }) => (
        <>
          {RAIL}
          <Diamond
            size={seq === filled ? 11 : 9}
            hollow={seq !== filled}
            className={clsx("relative", seq === filled ? "ml-[23px] text-accent" : "ml-6 text-ink-3")}
          />
        </>
      ),
    },
    {
      id: "entry",
      header: "Entry",
      colClassName: "w-[76px] max-tablet:hidden",
      cellClassName: "max-tablet:hidden",
      cell: (entry) => <OpenLink entry={entry} onOpen={onOpen} />,
    },
    {
      id: "time",
      header: "Time, UTC",
      colClassName: "w-[108px] max-tablet:hidden",
      cellClassName: "tnum truncate text-ink-2 max-tablet:hidden",
      cell: ({ timestamp }) => <Time at={timestamp} />,
    },
    {
      id: "kind",
      header: "Kind",
      colClassName: "w-[180px] max-tablet:w-auto",
      cellClassName: "max-tablet:py-2.5",
      cell: (entry) => <Kind entry={entry} onOpen={onOpen} />,
    },
    { id: "actor", header: "Actor", colClassName: "max-tablet:w-[140px]", cell: ({ actor }) => <Actor actor={actor} names={names} /> },
    {
      id: "subject",
      header: "Subject",
      colClassName: "max-desk:hidden @max-[860px]:w-[112px]",
      className: "max-desk:hidden",
      cellClassName: "truncate text-ink-2",
      cell: (entry) => <Subject entry={entry} />,
    },
    {
      id: "hash",
      header: "Leaf hash",
      align: "right",
      colClassName: clsx("w-[136px]", HIDDEN_WHEN_NARROW),
      className: HIDDEN_WHEN_NARROW,
      cell: ({ leaf_hash }) => <Hash value={leaf_hash} label="leaf hash" copy={false} />,
    },
  ];
}

const VIRTUAL_FROM = 200;
const ROW_HEIGHT = { wide: 42, narrow: 62 } as const;

/** Returns all rows of a short list, and the rows near the viewport of a long one. */
function useRowWindow(entries: readonly AuditEvent[], scroller: RefObject<HTMLElement | null>) {
  const wide = useMedia("(min-width: 640px)");
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (wide ? ROW_HEIGHT.wide : ROW_HEIGHT.narrow),
    overscan: 20,
    getItemKey: (index) => entries[index]?.seq ?? index,
    enabled: entries.length > VIRTUAL_FROM,
  });
  if (entries.length <= VIRTUAL_FROM) return { indexes: [...entries.keys()], above: 0, below: 0 };
  const items = rows.getVirtualItems();
  return {
    indexes: items.map(({ index }) => index),
    above: items[0]?.start ?? 0,
    below: rows.getTotalSize() - (items.at(-1)?.end ?? 0),
  };
}

/** The kind of an entry. On phones, its number and time are below it. */
function Kind({ entry, onOpen }: { entry: AuditEvent; onOpen: (seq: number) => void }) {
  const mark = markOf(entry);
  return (
    <>
      <span className="flex items-center gap-2">
        {mark ? <GateMark state={mark} /> : <span className="w-3.5 shrink-0" />}
        <span className="truncate font-mono text-code">{entry.kind}</span>
      </span>
      <span className="mt-1 flex min-w-0 gap-3 pl-[22px] text-label whitespace-nowrap text-ink-2 tablet:hidden">
        <OpenLink entry={entry} onOpen={onOpen} />
        <Time at={entry.timestamp} />
      </span>
    </>
  );
}

/** The link of a row, which covers the whole row. */
function OpenLink({ entry: { seq }, onOpen }: { entry: AuditEvent; onOpen: (seq: number) => void }) {
  return (
    <SelectLink href={`/audit?entry=${seq}`} data-entry={seq} onSelect={() => onOpen(seq)} className={clsx("tnum text-ink", ROW_AREA)}>
      <span className="sr-only">Entry </span>
      {formatCount(seq)}
    </SelectLink>
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
