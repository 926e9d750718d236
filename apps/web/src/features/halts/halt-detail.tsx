"use client";

import type { Halt } from "@agentlattice/contract";
import { parseAsStringLiteral } from "nuqs";
import { Diamond } from "#components/ui/diamond.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { formatUtc } from "#lib/format/time.ts";
import { useView } from "#lib/navigation/use-view.ts";
import { ClientTable } from "./client-table.tsx";
import { HaltAside } from "./halt-aside.tsx";
import { formatAfter, nameHalt, statusOf } from "./halt-words.ts";
import { useHalt } from "./use-halts.ts";

const DRAWN = 60;
const SHOWN = ["all", "outstanding", "confirmed", "disconnected"] as const;

/** One halt: who has stopped, who has not, its effect, and the form that resumes. */
export function HaltDetail({ id }: { id: string }) {
  const { data: halt, error, refetch } = useHalt(id);
  if (halt) return <Loaded halt={halt} />;
  if (!error)
    return (
      <div className="flex flex-col gap-4 p-6">
        <SkeletonBar className="h-8 w-64" />
        <SkeletonBar className="h-24 w-full" />
      </div>
    );
  return (
    <div className="p-6">
      {error instanceof ApiError && error.status === 404 ? (
        <Empty title="Halt not found">It may belong to another organisation.</Empty>
      ) : (
        <ErrorNotice title="The halt did not load" stillWorks="It stays in force." error={error} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

function Loaded({ halt }: { halt: Halt }) {
  const [{ clients: shown }, setView] = useView({ clients: parseAsStringLiteral(SHOWN).withDefault("all") });
  const { acknowledged_count: confirmed, outstanding_count: outstanding, disconnected_count: disconnected } = halt;
  const requested = confirmed + outstanding;
  const listed = { outstanding: halt.outstanding, confirmed: halt.acknowledged, disconnected: halt.disconnected };
  const clients = shown === "all" ? Object.values(listed).flat() : listed[shown];
  return (
    <div className="flex min-h-0 flex-1 flex-col max-wide:overflow-y-auto wide:flex-row">
      <section aria-label="Halt" className="flex min-w-0 flex-col wide:min-h-0 wide:flex-1 wide:overflow-y-auto">
        <div className="border-b px-4 py-5 tablet:px-6">
          <p className="mb-2 text-label">
            <Link href="/agents/halts" className="quick text-ink-2 hover:text-ink">
              All halts
            </Link>
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <h2 className="text-entry break-words">Halt of {nameHalt(halt)}</h2>
            <StatusPill state={statusOf(halt).mark}>{statusOf(halt).word}</StatusPill>
          </div>
          {halt.reason !== undefined && (
            <p className="mt-2 text-body break-words text-ink-2">
              Reason: <UntrustedInline text={halt.reason} />
            </p>
          )}
          <div className="mt-5 flex flex-wrap items-end justify-between gap-6">
            <Confirmed confirmed={confirmed} requested={requested} />
            <Facts halt={halt} />
          </div>
        </div>
        <div className="flex min-h-12 items-center justify-between gap-3 border-b px-4 tablet:px-6">
          <h3 className="text-body font-semibold">Clients</h3>
          {requested + disconnected > 0 && (
            <Segmented
              label="Clients"
              value={shown}
              options={[
                { value: "all", text: `All ${requested + disconnected}` },
                { value: "outstanding", text: `Outstanding ${outstanding}` },
                { value: "confirmed", text: `Confirmed ${confirmed}` },
                ...(disconnected > 0 ? [{ value: "disconnected", text: `Disconnected ${disconnected}` } as const] : []),
              ]}
              onChange={(next) => void setView({ clients: next })}
            />
          )}
        </div>
        {requested + disconnected === 0 ? (
          <p className="px-4 py-5 text-body text-ink-2 tablet:px-6">No clients were connected.</p>
        ) : (
          <ClientTable clients={clients} isInForce={halt.resumed_at === null} />
        )}
        <p className="mt-auto border-t px-4 py-3 text-label text-ink-3 tablet:px-6">
          An unconfirmed client cannot act through AgentLattice: every request is denied. It may still act outside of it.
        </p>
      </section>
      <HaltAside halt={halt} />
    </div>
  );
}

function Confirmed({ confirmed, requested }: { confirmed: number; requested: number }) {
  const drawn = Math.min(requested, DRAWN);
  return (
    <div>
      <p className="text-label text-ink-2">Confirmed stopped</p>
      <p className="flex items-baseline gap-2">
        <span className="tnum text-[44px] leading-[52px] font-medium tracking-[-0.03em]">{confirmed}</span>
        <span className="text-body text-ink-2">of {requested} clients requested</span>
      </p>
      <span aria-hidden="true" className="mt-2 flex max-w-md flex-wrap gap-1.5">
        {Array.from({ length: drawn }, (_, index) => index).map((index) => {
          const isConfirmed = index < Math.round((confirmed / requested) * drawn);
          return <Diamond key={index} size={10} hollow={!isConfirmed} className={isConfirmed ? "text-ink-2" : "text-hold"} />;
        })}
      </span>
    </div>
  );
}

function Facts({ halt }: { halt: Halt }) {
  const last = Math.max(0, ...halt.acknowledged.map(({ after_ms }) => after_ms ?? 0));
  const facts: readonly (readonly [string, string])[] = [
    ["Requested", formatUtc(halt.requested_at)],
    ["Last confirmation after", halt.acknowledged.length === 0 ? "none" : formatAfter(last)],
    ["Outstanding", `${halt.outstanding_count}`],
    ...(halt.disconnected_count === 0 ? [] : [["Disconnected, not confirmed", `${halt.disconnected_count}`] as const]),
    ...(halt.resumed_at === null ? [] : [["Resumed", formatUtc(halt.resumed_at)] as const]),
  ];
  return (
    <dl className="min-w-64 text-label">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-6 border-b py-1.5 last:border-b-0">
          <dt className="text-ink-2">{name}</dt>
          <dd className="tnum">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
