"use client";

import type { Reservation } from "@agentlattice/contract";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { shortId } from "#lib/format/text.ts";
import { formatUtcTime } from "#lib/format/time.ts";
import { formatMeasure } from "./budget-words.ts";
import { useOpenReservations } from "./use-budgets.ts";

const MEASURES = ["usd", "tokens", "calls", "seconds"] as const;

/** The newest reservations that are not settled. */
export function OpenReservations() {
  const { data, error, refetch } = useOpenReservations();
  return (
    <section aria-labelledby="open-reservations" className="px-4 py-5 tablet:px-6">
      <h2 id="open-reservations" className="text-body font-strong">
        Open reservations
      </h2>
      {!data && !error && <SkeletonBar className="mt-3 h-24 w-full" />}
      {!data && error && (
        <ErrorNotice
          title="The reservations did not load"
          stillWorks="Agents can still reserve and settle."
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data?.data.length === 0 && <p className="mt-2 text-label text-ink-2">Nothing is reserved.</p>}
      <ul className="mt-2">
        {data?.data.map((reservation) => (
          <li key={reservation.id} className="flex items-baseline justify-between gap-4 border-b py-2">
            <span className="min-w-0">
              <span className="block truncate">{reservation.agent.name}</span>
              <span className="font-mono text-code text-ink-2">{shortId(reservation.run_id ?? reservation.id)}</span>
            </span>
            <span className="shrink-0 text-right">
              <span className="tnum block">{describeReserved(reservation)}</span>
              <span className="text-label text-ink-2">expires {formatUtcTime(reservation.expires_at)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function describeReserved({ reserved }: Reservation): string {
  return MEASURES.flatMap((measure) => {
    const amount = reserved[measure];
    return amount === undefined ? [] : [formatMeasure(measure, amount)];
  }).join(", ");
}
