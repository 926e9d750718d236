"use client";

import type { AuditEvent } from "@agentlattice/contract";
import clsx from "clsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { markOf } from "#features/audit/describe-entry.ts";
import { describeLatest } from "#features/audit/describe-latest.ts";
import { EMPTY_LEDGER } from "#features/audit/empty-ledger.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { shortId } from "#lib/format/text.ts";
import { formatDay, formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { useLatestEntries } from "./use-overview.ts";

/** The latest entries of the ledger: one diamond per entry, the newest filled. */
export function LedgerRail({ paused }: { paused: boolean }) {
  const { data: page, error, refetch } = useLatestEntries(paused);
  const data = page?.data;
  const environment = useEnvironment();
  return (
    <section aria-label="Latest entries" className="px-4 pt-5 pb-4 tablet:px-6 wide:px-5">
      <div className="flex h-6 items-center justify-between">
        <h2 className="text-body">Ledger</h2>
        <Link href="/audit" className="quick rounded-chip text-label font-medium text-accent-text hover:underline">
          Open audit
        </Link>
      </div>
      {!data && error && (
        <div className="mt-3">
          <ErrorNotice
            title="Entries did not load"
            stillWorks="The rest of the page still works."
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {!data && !error && <RailSkeleton />}
      {data?.length === 0 && (
        <p className="mt-3 text-label text-ink-2">
          {environment === null ? `${EMPTY_LEDGER.title}. ${EMPTY_LEDGER.text}` : "No entries of this environment."}
        </p>
      )}
      {data && data.length > 0 && (
        <ol className="relative mt-2.5">
          <span aria-hidden="true" className="absolute top-2 bottom-0 left-[5.5px] w-px bg-line-strong" />
          {data.map((entry, index) => (
            <Entry key={entry.seq} entry={entry} newest={index === 0} names={page?.names ?? {}} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ entry, newest, names }: { entry: AuditEvent; newest: boolean; names: Readonly<Record<string, string>> }) {
  const mark = markOf(entry);
  const { actor, action_type } = entry;
  return (
    <li className="relative flex min-h-[54px] animate-appear gap-3.5">
      <Diamond size={newest ? 12 : 10} hollow={!newest} className={clsx("relative mt-1", newest ? "text-accent" : "ml-px text-ink-3")} />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline justify-between gap-3">
          <Link href={`/audit?entry=${entry.seq}`} className="quick min-w-0 truncate rounded-chip hover:underline">
            {names[actor.id] ?? (actor.type === "system" ? "AgentLattice" : shortId(actor.id))}
          </Link>
          <Time at={entry.timestamp} />
        </p>
        <p className="flex min-w-0 items-center gap-2 text-label text-ink-2">
          {mark && <GateMark state={mark} size={13} />}
          <span className="truncate">
            {action_type && <span className="mr-1.5 font-mono font-medium">{action_type}</span>}
            {describeLatest(entry)}
          </span>
        </p>
      </div>
    </li>
  );
}

function Time({ at }: { at: string }) {
  const today = new Date(useNow()).toISOString().slice(0, 10);
  return (
    <time dateTime={at} title={formatUtc(at)} className="tnum shrink-0 text-label text-ink-3">
      {at.startsWith(today) ? formatUtcTime(at) : formatDay(at)}
    </time>
  );
}

const ROWS = [...Array(8).keys()];

function RailSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="mt-3">
      {ROWS.map((row) => (
        <div key={row} className="flex h-[54px] flex-col gap-2 pl-6">
          <SkeletonBar className="h-3 w-28" />
          <SkeletonBar className="h-3 w-44" />
        </div>
      ))}
    </div>
  );
}
