"use client";

import type { AuditEvent } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { DetailPane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useHead } from "#features/shell/use-head.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { countFilters, NO_FILTERS } from "./audit-filters.ts";
import { AuditTools } from "./audit-tools.tsx";
import { EMPTY_LEDGER } from "./empty-ledger.ts";
import { EntryFilters } from "./entry-filters.tsx";
import { EntryNeighbours } from "./entry-neighbours.tsx";
import { useAuditView, useEntries, useNames } from "./use-entries.ts";

const SKELETON = (
  <ListSkeleton
    rows={12}
    row="h-[42px]"
    bars={["size-2.5", "h-3 w-12", "h-3 w-16", "h-3 w-36", "h-3 w-28", "ml-auto h-3 w-24"]}
    className="pt-8"
  />
);
const EntryTable = dynamic(() => import("./entry-table.tsx").then((module) => module.EntryTable), { ssr: false, loading: () => SKELETON });
const EntryDetail = dynamic(() => import("./entry-detail.tsx").then((module) => module.EntryDetail), { ssr: false });

/** The ledger and one entry with its proof. */
export function AuditPage() {
  const [view, setView] = useAuditView();
  const names = useNames();
  return (
    <div className="flex min-h-0 flex-1">
      <AuditTools />
      <section aria-label="Entries" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Entries names={names} />
      </section>
      {view.entry !== null && (
        <DetailPane
          label="Entry"
          title={`Entry ${formatCount(view.entry)}`}
          tools={<EntryNeighbours seq={view.entry} />}
          onClose={() => void setView({ entry: null })}
        >
          <EntryDetail key={view.entry} seq={view.entry} names={names} />
        </DetailPane>
      )}
    </div>
  );
}

function Entries({ names }: { names: ReadonlyMap<string, string> }) {
  const [view, setView] = useAuditView();
  const list = useEntries(view);
  const { data: head } = useHead();
  const all = itemsOf(list);
  const { entries, newCount, pause, release, scroller } = usePausableEntries(all);
  const filters = countFilters(view);
  const environment = useEnvironment();
  const isFiltered = filters > 0 || environment !== null;
  const count = head
    ? `${isFiltered ? `${formatCount(all.length)}${list.hasNextPage ? "+" : ""} of ` : ""}${plural(head.size, "entry", "entries")}`
    : "";

  return (
    <>
      <EntryFilters entries={all} names={names} count={count} />
      {newCount > 0 && (
        <button
          type="button"
          onClick={release}
          className="quick h-8 shrink-0 border-b bg-accent-wash text-label font-medium text-accent-text"
        >
          Show {plural(newCount, "new entry", "new entries")}
        </button>
      )}
      <ListBody
        list={list}
        failed="Entries did not load"
        stillWorks="Approvals still work."
        more="Load older"
        skeleton={SKELETON}
        empty={
          isFiltered ? (
            <NoMatch of="entries" filters={filters} onClear={() => void setView({ ...NO_FILTERS })} />
          ) : (
            <Empty title={EMPTY_LEDGER.title}>{EMPTY_LEDGER.text}</Empty>
          )
        }
        pane={{
          ref: scroller,
          className: "@container",
          onPointerEnter: (event) => event.pointerType === "mouse" && pause(true),
          onPointerLeave: () => pause(false),
        }}
      >
        <EntryTable entries={entries} scroller={scroller} names={names} selected={view.entry} onOpen={(entry) => void setView({ entry })} />
      </ListBody>
    </>
  );
}

/** Counts new entries instead of inserting them while the pointer is over the list or the list is scrolled. */
function usePausableEntries(all: readonly AuditEvent[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isHovered, setIsHovered] = useState(false);
  const top = useRef<number | null>(null);
  const paused = isHovered || (scroller.current?.scrollTop ?? 0) > 0;
  const first = all[0]?.seq ?? null;
  if (!paused || top.current === null) top.current = first;
  const limit = top.current ?? Number.POSITIVE_INFINITY;
  const shown = all.filter(({ seq }) => seq <= limit);
  // Different filters produce a different list, of which nothing has been shown yet.
  const entries = shown.length > 0 ? shown : all;
  const release = () => {
    top.current = first;
    scroller.current?.scrollTo({ top: 0 });
    setIsHovered(false);
  };
  return { entries, newCount: all.length - entries.length, pause: setIsHovered, release, scroller };
}
