"use client";

import type { HaltPreview } from "@agentlattice/contract";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { formatUtcTime } from "#lib/format/time.ts";
import type { useHaltPreview } from "./use-halts.ts";

const NAMED = 3;

/** Lists what a halt of the chosen scope would stop, with the time of the count. */
export function HaltEffect({ preview, isChosen }: { preview: ReturnType<typeof useHaltPreview>; isChosen: boolean }) {
  const { data, error, refetch } = preview;
  return (
    <section aria-label="Effect" className="flex min-w-0 flex-col gap-3 rounded-popover bg-canvas p-4">
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-body">Effect</h3>
        {data && isChosen && <span className="text-label text-ink-3">as of {formatUtcTime(data.at)} UTC</span>}
      </div>
      {!isChosen && <p className="text-label text-ink-2">Choose a scope to see what it stops.</p>}
      {isChosen && !data && !error && <SkeletonBar className="h-24 w-full" />}
      {isChosen && error && (
        <ErrorNotice title="The effect did not load" stillWorks="Halting still works." error={error} onRetry={() => void refetch()} />
      )}
      {isChosen && data && <Figures preview={data} />}
      <p className="mt-auto text-label text-ink-2">Only an owner or admin can resume, with a reason. The halt survives restarts.</p>
    </section>
  );
}

function Figures({ preview: { clients, agents, pending, unused, delegations } }: { preview: HaltPreview }) {
  const named = agents.slice(0, NAMED).map(({ name, clients: count }) => `${name} ${count}`);
  const rest = agents.length - named.length;
  const who = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
  const rows = [
    { value: clients, text: clients === 1 ? "connected client is notified" : "connected clients are notified", note: who },
    { value: pending, text: pending === 1 ? "pending approval ends" : "pending approvals end", note: "They must be requested again" },
    { value: unused, text: unused === 1 ? "approval deadline is frozen" : "approval deadlines are frozen", note: "It continues on resume" },
    { value: delegations, text: delegations === 1 ? "delegation stops" : "delegations stop", note: "" },
  ];
  return (
    <dl className="flex flex-col">
      {rows.map(({ value, text, note }) => (
        <div key={text} className="grid grid-cols-[2.5rem_1fr] gap-x-3 border-b py-2 last:border-b-0">
          <dd className="tnum text-right text-[17px] leading-6 font-semibold">{value}</dd>
          <dt className="min-w-0">
            <span className="block text-body">{text}</span>
            {value > 0 && note && <span className="block truncate text-label text-ink-3">{note}</span>}
          </dt>
        </div>
      ))}
    </dl>
  );
}
